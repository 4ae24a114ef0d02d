(function () {
  "use strict";
  var root = document.getElementById("catalog");
  var data = JSON.parse(document.getElementById("catalog-data").textContent);
  var STEP = 60;
  var FIELDS = ["code", "core", "chapter", "block", "diagnosis", "main", "related", "treatment", "cases", "share", "score", "mean",
    "weighted", "median", "sd", "cv", "trimmedMean", "trimmedCv", "half", "needed", "tooFew", "stability", "days", "drugs", "materials",
    "over", "years", "bands", "hospitals", "given", "part", "primary", "reviews", "nearMiss"];

  // ---- the data as objects
  function pair(names, code) { return names[code] || ["", ""]; }
  var groups = data.groups.map(function (row) {
    var g = {};
    FIELDS.forEach(function (name, i) { g[name] = row[i]; });
    return g;
  });
  var byCode = new Map(groups.map(function (g) { return [g.code, g]; }));
  var LEVEL = ["parent", "code", "zh", "en", "treatment", "groups", "cases", "mean"];
  function level(rows) {
    return rows.map(function (row) {
      var l = {};
      LEVEL.forEach(function (name, i) { l[name] = row[i]; });
      return l;
    });
  }
  var chapters = level(data.chapter), blocks = level(data.block), diagnoses = level(data.diagnosis);
  var blockNames = {};
  blocks.forEach(function (b) { blockNames[b.code] = b; });
  function treatment(code) { return pair(data.treatments, code); }
  function title(g) {
    if (g.given) { return g.given; }
    return named(g, 0) + (g.part.length ? "（" + g.part[0] + "）" : "");
  }
  function english(g) { return pair(data.diagnoses, g.diagnosis)[1] ? named(g, 1) : ""; }
  // Between diagnosis and treatment, diagnosis and procedures, and procedures, in both languages.
  var MARKS = [["·", "：", "＋"], [", ", ": ", " + "]];
  function named(g, language) {
    var d = pair(data.diagnoses, g.diagnosis)[language] || g.diagnosis, marks = MARKS[language];
    if (!g.main) { return d + marks[0] + treatment(g.treatment)[language]; }
    return d + marks[1] + [g.main].concat(g.related).map(function (p) { return pair(data.procedures, p)[language] || p; }).join(marks[2]);
  }
  // What a word may be found in; made at the first search.
  function haystack(g) {
    if (!g.hay) {
      var words = [g.code, g.given, g.diagnosis, g.main].concat(g.related, g.part, pair(data.diagnoses, g.diagnosis), treatment(g.treatment));
      [g.main].concat(g.related).forEach(function (p) { words = words.concat(pair(data.procedures, p)); });
      var b = blockNames[g.block];
      if (b) { words.push(b.code, b.zh, b.en); }
      g.hay = words.join(" ").toLowerCase();
    }
    return g.hay;
  }

  // ---- elements; text is always text
  function el(name, attributes, children) {
    var e = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      var v = attributes[key];
      if (key === "onclick" || key === "oninput" || key === "onchange" || key === "onkeydown") { e[key] = v; }
      else if (v !== null && v !== undefined && v !== false) { e.setAttribute(key, v); }
    });
    (Array.isArray(children) ? children : children === undefined ? [] : [children]).forEach(function (c) {
      if (c !== null && c !== undefined) { e.append(c); }
    });
    return e;
  }
  function en(text) { return text ? el("span", { "class": "en", lang: "en" }, text) : null; }
  function count(n) { return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ","); }
  // Hidden are cells below the minimum, and those that would give them away.
  function cell(n) { return n < 0 ? "隐去 hidden" : count(n); }
  function figure(text, unit) { return text === "" ? "—" : text + (unit || ""); }
  function number(text) { return text === "" ? -Infinity : Number(String(text).replace(/[,%]/g, "")); }
  function to() { return "#/" + Array.prototype.map.call(arguments, encodeURIComponent).join("/"); }
  function marked(text, words) {
    if (!words.length) { return [text]; }
    var parts = [], lower = text.toLowerCase(), at = 0;
    while (at < text.length) {
      var next = -1, length = 0;
      words.forEach(function (w) {
        var i = lower.indexOf(w, at);
        if (i >= 0 && (next < 0 || i < next)) { next = i; length = w.length; }
      });
      if (next < 0) { break; }
      parts.push(text.slice(at, next), el("mark", {}, text.slice(next, next + length)));
      at = next + length;
    }
    parts.push(text.slice(at));
    return parts;
  }

  // A table whose rows are made as they are asked for; its heading sorts.
  function table(columns, rows, address) {
    var shown = 0;
    var sorted = rows.slice();
    var body = el("tbody");
    var more = el("button", { "class": "more", type: "button", onclick: function () { grow(); } });
    function grow() {
      sorted.slice(shown, shown + STEP).forEach(function (row) {
        var href = address && address(row);
        body.append(el("tr", { "class": href ? "go" : null, onclick: href ? function () { location.hash = href.slice(1); } : null },
          columns.map(function (c, i) {
            var content = c.cell(row);
            if (i === 0 && href) { content = el("a", { href: href }, content); }
            return el("td", { "class": [c.n ? "n" : "", c.style || ""].join(" ").trim() || null }, content);
          })));
      });
      shown = Math.min(sorted.length, shown + STEP);
      more.style.display = shown < sorted.length ? "" : "none";
      more.textContent = "再显示 " + Math.min(STEP, sorted.length - shown) + " 行，共 " + count(sorted.length) + " Show more";
    }
    var heads = columns.map(function (c) {
      var th = el("th", { scope: "col", "class": c.n ? "n" : null });
      function sort() {
        var falling = th.getAttribute("aria-sort") === "ascending" || (!th.hasAttribute("aria-sort") && c.n);
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        th.setAttribute("aria-sort", falling ? "descending" : "ascending");
        sorted = rows.slice().sort(function (a, b) {
          var x = c.key(a), y = c.key(b);
          var order = typeof x === "number" ? (x === y ? 0 : x < y ? -1 : 1) : String(x).localeCompare(String(y), "zh-Hans-CN");
          return falling ? -order : order;
        });
        body.replaceChildren(); shown = 0; grow();
      }
      th.append(el("div", { role: "button", tabindex: "0", onclick: sort, onkeydown: function (e) {
        if (e.key === "Enter" || e.key === " ") { e.preventDefault(); sort(); }
      } }, [el("span", {}, c.zh), el("span", { "class": "en", lang: "en" }, c.en)]));
      return th;
    });
    grow();
    return el("div", {}, [
      el("div", { "class": "scroll", tabindex: "0" }, el("table", { "class": columns.length > 8 ? "dense" : null }, [el("thead", {}, el("tr", {}, heads)), body])), more
    ]);
  }
  function section(zh, english, children) {
    return el("section", {}, [el("h2", {}, [zh, " ", en(english)])].concat(children));
  }
  function casesColumn(all) {
    var most = Math.max.apply(null, all.map(function (l) { return l.cases; }).concat([1]));
    return { zh: "病例数", en: "cases", n: true, key: function (l) { return l.cases; }, cell: function (l) {
      return [cell(l.cases), el("span", { "class": "room" }, el("span", { "class": "bar", style: "width:" + Math.round(80 * Math.max(l.cases, 0) / most) + "px" }))];
    } };
  }
  function levelColumns(all, first) {
    return [
      { zh: "编码", en: "code", key: function (l) { return l.code; }, cell: function (l) { return l.code; }, style: "code" },
      { zh: "名称", en: "name", key: function (l) { return l.zh; }, cell: function (l) { return [l.zh, en(l.en)]; }, style: "name" }
    ].concat(first ? [] : [
      { zh: "治疗方式", en: "treatment", key: function (l) { return l.treatment; }, cell: function (l) { return [treatment(l.treatment)[0], en(treatment(l.treatment)[1])]; } }
    ]).concat([
      { zh: "病种数", en: "groups", n: true, key: function (l) { return l.groups; }, cell: function (l) { return count(l.groups); } },
      casesColumn(all),
      { zh: "次均费用（元）", en: "mean, yuan", n: true, key: function (l) { return number(l.mean); }, cell: function (l) { return figure(l.mean); } }
    ]);
  }
  function groupTable(list, words) {
    return table([
      { zh: "病种", en: "group", key: title, style: "name", cell: function (g) {
        var translated = english(g);
        return marked(title(g), words).concat(translated ? [en(marked(translated, words))] : []);
      } },
      { zh: "编码", en: "code", key: function (g) { return g.code; }, style: "code", cell: function (g) { return marked(g.code, words); } },
      { zh: "类别", en: "kind", key: function (g) { return g.core; }, cell: function (g) {
        return [g.core ? "核心" : "综合", g.tooFew ? el("span", { "class": "tag warn", style: "margin-left:6px" }, "病例过少") : null];
      } },
      { zh: "病例数", en: "cases", n: true, key: function (g) { return g.cases; }, cell: function (g) { return cell(g.cases); } },
      { zh: "病种分值", en: "score", n: true, key: function (g) { return number(g.score); }, cell: function (g) { return g.score; } },
      { zh: "次均费用（元）", en: "mean, yuan", n: true, key: function (g) { return number(g.mean); }, cell: function (g) { return figure(g.mean); } },
      { zh: "变异系数", en: "CV", n: true, key: function (g) { return number(g.cv); }, cell: function (g) { return figure(g.cv); } },
      { zh: "年度稳定性", en: "stability", n: true, key: function (g) { return number(g.stability); }, cell: function (g) { return figure(g.stability); } }
    ], list, function (g) { return to("g", g.code); });
  }

  // ---- pages
  var view = el("div");
  var trail = el("nav", { "class": "path", "aria-label": "path" });
  function path(parts) {
    trail.replaceChildren();
    [["全部目录", "#/"]].concat(parts).forEach(function (p, i, all) {
      if (i) { trail.append(" › "); }
      trail.append(i < all.length - 1 ? el("a", { href: p[1] }, p[0]) : p[0]);
    });
  }
  function chapterParts(code) {
    var c = chapters.find(function (x) { return x.code === code; });
    return c ? [[c.code + " " + c.zh, to("c", c.code)]] : [];
  }
  function card(zh, english, value, note, bad) {
    return el("div", { "class": "card" + (bad ? " bad" : "") }, [
      el("dt", {}, [zh, " ", en(english)]), el("dd", {}, [value, note ? el("small", {}, note) : null])
    ]);
  }
  // Rows with cases that found no group, and how many rows are hidden; what a row is, in both languages.
  function without(zh, english, what, told, columns) {
    var rows = told[0], others = told[1];
    if (rows.length || others) {
      view.append(section(zh, english, [
        rows.length ? table(columns, rows) : null,
        others ? el("p", {}, "另有 " + others + " 个" + what[0] + "病例较少，不显示。" + others + " more " + what[1] + " with few cases are not shown.") : null]));
    }
  }
  function home() {
    path([]);
    view.replaceChildren(
      section("目录质量", "quality", [el("dl", { "class": "cards" }, data.indicators.map(function (i) { return card(i[1], i[2], i[3], i[4]); }))]),
      section("主目录", "ICD-10 chapters", [table(levelColumns(chapters, true), chapters, function (c) { return to("c", c.code); })]));
    if (data.curve.length) {
      var curve = chart("临界值与组内同质性 RIV", "critical value against RIV", {
        kind: "line", zero: true, xName: "临界值 critical value", max: 1, showValues: true, categories: data.curve.map(function (p) { return String(p[0]); }),
        series: [{ name: "", points: data.curve.map(function (p) {
          return { value: p[3] === "" ? "-" : number(p[3]), name: "≥ " + p[0], label: p[3] + "，" + count(p[1]) + " 个核心病种 core groups", short: p[3] };
        }) }]
      }, true);
      view.append(section("临界值曲线", "what higher critical values would leave", [el("div", { "class": "charts" }, curve.figure), table([
        { zh: "临界值", en: "critical value", n: true, key: function (p) { return p[0]; }, cell: function (p) { return count(p[0]); } },
        { zh: "核心病种", en: "core groups", n: true, key: function (p) { return p[1]; }, cell: function (p) { return count(p[1]); } },
        { zh: "综合病种", en: "comprehensive", n: true, key: function (p) { return p[2]; }, cell: function (p) { return count(p[2]); } },
        { zh: "组内同质性", en: "RIV", n: true, key: function (p) { return number(p[3]); }, cell: function (p) { return figure(p[3]); } }
      ], data.curve)]));
      curve.draw();
    }
    without("未入组科别", "specialties with cases in no group", ["科别", "specialties"], data.specialties, [
      { zh: "科别", en: "specialty", style: "name", key: function (s) { return s[0]; }, cell: function (s) { return [s[0], en(s[1])]; } },
      { zh: "未入组病例", en: "in no group", n: true, key: function (s) { return s[2]; }, cell: function (s) { return count(s[2]); } },
      { zh: "全部病例", en: "all cases", n: true, key: function (s) { return s[3]; }, cell: function (s) { return count(s[3]); } },
      { zh: "占比", en: "share", n: true, key: function (s) { return number(s[4]); }, cell: function (s) { return s[4]; } }
    ]);
    without("未入组诊断类目", "categories with cases in no group", ["类目", "categories"], data.ungrouped, [
      { zh: "编码", en: "code", style: "code", key: function (u) { return u[0]; }, cell: function (u) { return u[0]; } },
      { zh: "名称", en: "name", style: "name", key: function (u) { return u[1]; }, cell: function (u) { return [u[1], en(u[2])]; } },
      { zh: "原因", en: "reason", key: function (u) { return u[3]; }, cell: function (u) { return u[3]; } },
      { zh: "病例数", en: "cases", n: true, key: function (u) { return u[4]; }, cell: function (u) { return count(u[4]); } }
    ]);
    if (data.sizes.length) {
      view.append(section("检验：以往年建组、末年检验", "catalog of the years before, tested on the last", [table([
        { zh: "建组病例数", en: "cases before", n: true, key: function (s) { return s[0]; }, cell: function (s) { return "≥ " + count(s[0]); } },
        { zh: "病种数", en: "groups", n: true, key: function (s) { return s[1]; }, cell: function (s) { return count(s[1]); } },
        { zh: "检验病例数", en: "test cases", n: true, key: function (s) { return s[2]; }, cell: function (s) { return count(s[2]); } },
        { zh: "平均相对误差", en: "mean error", n: true, key: function (s) { return number(s[3]); }, cell: function (s) { return s[3]; } },
        { zh: "均值一致的病种", en: "agreeing", n: true, key: function (s) { return s[4]; }, cell: function (s) { return count(s[4]) + " / " + count(s[5]); } }
      ], data.sizes)]));
    }
    var version = el("dl", { "class": "facts" });
    Object.keys(data.version).forEach(function (key) { version.append(el("dt", {}, key), el("dd", { "class": "code" }, data.version[key])); });
    view.append(section("目录版本", "version", [version]));
  }
  function chapterPage(code) {
    path(chapterParts(code));
    var list = blocks.filter(function (b) { return b.parent === code; });
    var c = chapters.find(function (x) { return x.code === code; }) || { zh: code, en: "" };
    view.replaceChildren(section(c.zh, c.en, [table(levelColumns(list), list, function (b) { return to("b", b.code, b.treatment); })]));
  }
  function blockPage(code, kind) {
    var b = blocks.find(function (x) { return x.code === code && x.treatment === kind; });
    if (!b) { return missing(); }
    path(chapterParts(b.parent).concat([[b.code + " " + b.zh + "·" + treatment(kind)[0], to("b", code, kind)]]));
    var list = diagnoses.filter(function (d) { return d.parent === code && d.treatment === kind; }).map(function (d) {
      var name = pair(data.diagnoses, d.code);
      return Object.assign({}, d, { zh: name[0], en: name[1] });
    });
    view.replaceChildren(section(b.zh + "·" + treatment(kind)[0], b.en + ", " + treatment(kind)[1],
      [table(levelColumns(list), list, function (d) { return to("d", d.code, kind); })]));
  }
  function diagnosisPage(code, kind) {
    var list = groups.filter(function (g) { return g.diagnosis === code && (!kind || g.treatment === kind); });
    if (!list.length) { return missing(); }
    var g = list[0], b = blockNames[g.block];
    path(chapterParts(g.chapter).concat(b ? [[b.code + " " + b.zh + "·" + treatment(g.treatment)[0], to("b", g.block, g.treatment)]] : [],
      [[code + " " + pair(data.diagnoses, code)[0], to("d", code, kind)]]));
    view.replaceChildren(section(code + " " + pair(data.diagnoses, code)[0] + (kind ? "·" + treatment(kind)[0] : ""), pair(data.diagnoses, code)[1], [groupTable(list, [])]));
  }
  function chart(zh, english, spec, wide) {
    var plot = el("div", { "class": "plot" });
    return { figure: el("figure", { "class": wide ? "wide" : null }, [el("h3", {}, [zh, " ", en(english)]), plot]), draw: function () {
      spec.title = zh + " " + english;
      window.dip.chart(plot, spec);
    } };
  }
  function bandName(i) {
    return i === 12 ? "≥3.00" : (i / 4).toFixed(2) + "–" + ((i + 1) / 4).toFixed(2);
  }
  function groupPage(code) {
    var g = byCode.get(code);
    if (!g) { return missing(); }
    var b = blockNames[g.block];
    path(chapterParts(g.chapter).concat(b ? [[b.code + " " + b.zh + "·" + treatment(g.treatment)[0], to("b", g.block, g.treatment)]] : [],
      [[g.diagnosis + "·" + treatment(g.treatment)[0], to("d", g.diagnosis, g.treatment)], [g.code, to("g", g.code)]]));
    var facts = el("dl", { "class": "facts" });
    function fact(name, content) { facts.append(el("dt", {}, name), el("dd", {}, content)); }
    fact("诊断 diagnosis", [el("span", { "class": "code" }, g.diagnosis), " ", pair(data.diagnoses, g.diagnosis)[0], en(pair(data.diagnoses, g.diagnosis)[1])]);
    if (g.main) { fact("主手术操作 main procedure", [el("span", { "class": "code" }, g.main), " ", pair(data.procedures, g.main)[0], en(pair(data.procedures, g.main)[1])]); }
    g.related.forEach(function (p) { fact("相关手术操作 related", [el("span", { "class": "code" }, p), " ", pair(data.procedures, p)[0], en(pair(data.procedures, p)[1])]); });
    fact("治疗方式 treatment", [treatment(g.treatment)[0], en(treatment(g.treatment)[1])]);
    g.reviews.forEach(function (r) { fact("人工复核 review", [r[0] + (r[3] ? "（" + r[3] + "）" : "") + "，" + r[1] + "：" + r[2]]); });
    var figures = [];
    if (g.bands.some(function (n) { return n > 0; })) { figures.push(chart("费用分布（为本病种均值的倍数）", g.bands.some(function (n) { return n < 0; })
      ? "cost in times the mean; 虚线格隐去：少于 " + data.minimum + " 例，或可由之推得 dashed: fewer than " + data.minimum + ", or would tell them"
      : "cost in times the mean", {
      kind: "histogram", xName: "费用 / 均值", yName: "病例", categories: g.bands.map(function (n, i) { return bandName(i); }),
      series: [{ name: "", points: g.bands.map(function (n, i) {
        return { value: n < 0 ? "-" : n, name: bandName(i), label: cell(n), short: cell(n) };
      }) }],
      // Some are hidden for their neighbours' sake and have more cases than that.
      hidden: g.bands.map(function (n, i) { return n < 0 ? i : -1; }).filter(function (i) { return i >= 0; }),
      hiddenLabel: "隐去 hidden"
    })); }
    if (g.years.some(function (y) { return y[0] > 0; })) { figures.push(chart("年度次均费用（元）", "mean by year, yuan", {
      kind: "line", zero: true, yName: "元", categories: data.years.map(String), showValues: true,
      series: [{ name: "", points: g.years.map(function (y, i) {
        return { value: y[1] === "" ? "-" : number(y[1]), name: String(data.years[i]), label: y[1] + " 元，" + cell(y[0]) + " 例", short: y[1] };
      }) }]
    })); }
    var at = g.hospitals[0], others = g.hospitals[1];
    if (at.length) {
      var top = at.slice(0, 12);
      figures.push(chart("医院次均费用（元），病例最多的在前", "mean by hospital, most cases first", {
        kind: "horizontal-bar", xName: "元", showValues: true, categories: top.map(function (h) { return data.hospitals[h[0]][0]; }),
        series: [{ name: "", points: top.map(function (h) {
          return { value: number(h[2]), name: data.hospitals[h[0]][0], label: h[2] + " 元，" + count(h[1]) + " 例", short: h[2] };
        }) }]
      }, true));
    }
    var near = groups.filter(function (o) { return o !== g && (o.diagnosis === g.diagnosis || o.diagnosis.slice(0, 3) === g.diagnosis.slice(0, 3) && (o.main === g.main || !o.core)); });
    view.replaceChildren(
      el("section", {}, [
        el("h2", {}, [title(g), " ", en(english(g)), el("span", { "class": "code" }, g.code)]),
        el("div", {}, [
          el("span", { "class": "tag" }, g.core ? "核心病种 core" : "综合病种 comprehensive"),
          g.part.length ? el("span", { "class": "tag" }, "细分 only " + g.part.join(" ")) : null,
          g.primary ? el("span", { "class": "tag" }, "基层病种 primary care") : null,
          g.nearMiss ? el("span", { "class": "tag" }, "降低标准入库 near miss") : null,
          g.tooFew ? el("span", { "class": "tag warn" }, "病例过少" + (g.needed < 0 ? "" : "：按其离散程度需 " + count(g.needed) + " 例") + " too few cases") : null,
          g.over ? el("span", { "class": "tag warn" }, "变异系数超限 CV over ceiling") : null
        ]),
        facts,
        el("dl", { "class": "cards" }, [
          card("病种分值", "score", g.score),
          card("病例数", "cases", cell(g.cases), g.cases < 0 ? "" : "占全部入组病例 " + g.share),
          card("次均费用", "mean", figure(g.mean, " 元"), g.cases < 0 ? "" : g.half ? "95% 置信区间 ±" + g.half : "仅一例"),
          card("加权次均费用", "weighted mean", figure(g.weighted, " 元")),
          card("中位数", "median", figure(g.median, " 元")),
          card("变异系数", "CV", figure(g.cv), g.cases < 0 ? "" : "标准差 " + g.sd + " 元", number(g.cv) > 1),
          card("截尾均值", "trimmed mean", figure(g.trimmedMean, " 元"), g.cases < 0 ? "" : "截尾变异系数 " + g.trimmedCv),
          card("年度稳定性", "stability", figure(g.stability), "年均值与均值的最大偏离"),
          card("平均住院日", "days", figure(g.days)),
          card("药占比 / 耗占比", "drugs / materials", figure(g.drugs), g.materials)
        ])
      ]),
      section("图表", "charts", [figures.length ? el("div", { "class": "charts" }, figures.map(function (f) { return f.figure; }))
        : el("p", { "class": "none" }, "各单元格病例均隐去，不绘图。All cells are hidden: nothing to be drawn.")]),
      section("年度", "years", [table([
        { zh: "年度", en: "year", key: function (y) { return y[0]; }, cell: function (y) { return String(y[0]); } },
        { zh: "病例数", en: "cases", n: true, key: function (y) { return y[1][0]; }, cell: function (y) { return cell(y[1][0]); } },
        { zh: "次均费用（元）", en: "mean, yuan", n: true, key: function (y) { return number(y[1][1]); }, cell: function (y) { return y[1][1] || "—"; } },
        { zh: "标准差（元）", en: "standard deviation", n: true, key: function (y) { return number(y[1][2]); }, cell: function (y) { return y[1][2] || "—"; } },
        { zh: "变异系数", en: "CV", n: true, key: function (y) { return number(y[1][3]); }, cell: function (y) { return y[1][3] || "—"; } }
      ], data.years.map(function (y, i) { return [y, g.years[i]]; }))]),
      section("医疗机构", "hospitals", [
        others ? el("p", {}, "另有 " + others + " 家机构病例较少，不显示。" + others + " more with few cases are not shown.") : null,
        at.length ? table([
          { zh: "机构", en: "hospital", key: function (h) { return data.hospitals[h[0]][0]; }, cell: function (h) { return data.hospitals[h[0]][0]; } },
          { zh: "等级", en: "level", key: function (h) { return data.hospitals[h[0]][1]; }, cell: function (h) { return data.hospitals[h[0]][1]; } },
          { zh: "病例数", en: "cases", n: true, key: function (h) { return h[1]; }, cell: function (h) { return count(h[1]); } },
          { zh: "次均费用（元）", en: "mean, yuan", n: true, key: function (h) { return number(h[2]); }, cell: function (h) { return h[2]; } }
        ], at) : null
      ]),
      near.length ? section("相近病种", "near", [groupTable(near, [])]) : "");
    figures.forEach(function (f) { f.draw(); });
  }
  function missing() {
    path([]);
    view.replaceChildren(el("section", {}, el("p", { "class": "none" }, "没有这一项。There is no such entry.")));
  }

  // ---- search
  var filters = { kind: "", treatment: "", few: false };
  var field = el("input", { type: "search", placeholder: "按编码或名称查找" + (data.examples.length ? "，例如 " + data.examples.join("、") : "") + " search by code or name（按 / 键）", "aria-label": "查找 search", autocomplete: "off" });
  var found = el("span", { "class": "found", "aria-live": "polite" });
  function filtering() { return field.value.trim() !== "" || filters.kind !== "" || filters.treatment !== "" || filters.few; }
  function search() {
    var words = field.value.toLowerCase().split(/[\s,，、;；]+/).filter(Boolean);
    var hits = groups.filter(function (g) {
      return (filters.kind === "" || g.core === Number(filters.kind)) && (filters.treatment === "" || g.treatment === filters.treatment)
        && (!filters.few || g.tooFew) && words.every(function (w) { return haystack(g).indexOf(w) >= 0; });
    });
    // What begins with the word stands before what has it somewhere.
    var first = words[0];
    if (first) {
      hits = hits.map(function (g, i) {
        var rank = g.code.toLowerCase() === first ? 0 : g.code.toLowerCase().indexOf(first) === 0 ? 1 : title(g).toLowerCase().indexOf(first) === 0 ? 2 : 3;
        return { g: g, rank: rank, i: i };
      }).sort(function (a, b) { return a.rank - b.rank || b.g.cases - a.g.cases || a.i - b.i; }).map(function (h) { return h.g; });
    }
    found.textContent = count(hits.length) + " 个病种 groups";
    path([["查找结果", ""]]);
    view.replaceChildren(el("section", {}, hits.length ? groupTable(hits, words) : el("p", { "class": "none" }, "没有找到。Nothing found.")));
    return hits;
  }
  function chip(text, active, press) {
    var b = el("button", { type: "button", "aria-pressed": "false", onclick: function () { press(); refresh(); } }, text);
    chips.push(function () { b.setAttribute("aria-pressed", active() ? "true" : "false"); });
    return b;
  }
  var chips = [];
  var kinds = el("select", { "aria-label": "治疗方式 treatment", onchange: function () { filters.treatment = kinds.value; refresh(); } },
    [el("option", { value: "" }, "全部治疗方式 all treatments")].concat(Object.keys(data.treatments).map(function (t) {
      return el("option", { value: t }, treatment(t).join(" "));
    })));
  var bar = el("div", { "class": "finder" }, [
    field,
    el("div", { "class": "chips" }, [
      chip("核心病种 core", function () { return filters.kind === "1"; }, function () { filters.kind = filters.kind === "1" ? "" : "1"; }),
      chip("综合病种 comprehensive", function () { return filters.kind === "0"; }, function () { filters.kind = filters.kind === "0" ? "" : "0"; }),
      chip("病例过少 too few", function () { return filters.few; }, function () { filters.few = !filters.few; }),
      kinds, found
    ]),
    trail
  ]);
  function refresh() {
    chips.forEach(function (c) { c(); });
    if (filtering()) {
      if (location.hash !== "" && location.hash !== "#/") { history.pushState(null, "", "#/"); }
      search();
    } else { route(); }
  }
  function clear() {
    field.value = ""; filters = { kind: "", treatment: "", few: false }; kinds.value = "";
    chips.forEach(function (c) { c(); });
  }
  function route() {
    var parts = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
    found.textContent = count(groups.length) + " 个病种 groups";
    if (parts[0] === "c") { chapterPage(parts[1]); }
    else if (parts[0] === "b") { blockPage(parts[1], parts[2]); }
    else if (parts[0] === "d") { diagnosisPage(parts[1], parts[2]); }
    else if (parts[0] === "g") { groupPage(parts[1]); }
    else if (parts[0] === "q") { field.value = parts[1]; search(); }
    else { home(); }
  }
  var waiting;
  field.oninput = function () { clearTimeout(waiting); waiting = setTimeout(refresh, 120); };
  field.onkeydown = function (e) {
    if (e.key === "Enter") {
      clearTimeout(waiting);
      var hits = filtering() ? search() : [];
      if (hits.length) { location.hash = to("g", hits[0].code).slice(1); }
    } else if (e.key === "Escape") { field.value = ""; refresh(); }
  };
  document.addEventListener("keydown", function (e) {
    if (e.key === "/" && document.activeElement !== field) { e.preventDefault(); field.focus(); field.select(); }
  });
  window.addEventListener("hashchange", function () {
    var search = location.hash.indexOf("#/q/") === 0;
    if (!search) { clear(); }
    route();
    window.scrollTo(0, 0);
  });
  root.replaceChildren(bar, view);
  route();
})();
