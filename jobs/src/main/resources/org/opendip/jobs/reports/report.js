(function () {
  "use strict";
  var COLORS = ["#1f4e79", "#d08a2e", "#4d8f6b", "#a8504b", "#6b6fa8", "#7c8795"];
  var FONT = '"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif';

  // Text that is shown through ECharts' HTML tooltip.
  function escape(text) {
    return String(text).replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; });
  }

  function plain(value) {
    return typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 10 }) : String(value);
  }

  function base(spec) {
    return {
      animation: false,
      color: spec.colors || COLORS,
      textStyle: { fontFamily: FONT, color: "#1f2a37" },
      aria: { enabled: true, label: { description: spec.title } },
      grid: { left: 12, right: 28, top: spec.series.length > 1 ? 44 : spec.kind === "waterfall" ? 48 : 30, bottom: spec.xName ? 30 : 12, containLabel: true },
      legend: spec.series.length > 1 ? { top: 0, left: "center", icon: "roundRect", itemHeight: 8, itemWidth: 14 } : undefined,
      tooltip: { confine: true, trigger: "item" }
    };
  }

  function valueAxis(name, vertical) {
    return {
      type: "value", name: name || "", nameTextStyle: { color: "#5b6b7c", align: vertical ? "left" : "center", padding: vertical ? [0, 0, 0, -28] : 0 }, scale: false,
      axisLabel: { color: "#5b6b7c", hideOverlap: true }, splitLine: { lineStyle: { color: "#e6ebf1" } }
    };
  }

  function categoryAxis(names, horizontal) {
    return {
      type: "category", data: names, inverse: !!horizontal, axisTick: { show: false },
      axisLine: { lineStyle: { color: "#9aa8b6" } },
      axisLabel: { color: "#1f2a37", width: horizontal ? 190 : undefined, overflow: "truncate", hideOverlap: !horizontal }
    };
  }

  function itemTooltip(spec) {
    return function (p) {
      var name = spec.series.length > 1 ? escape(p.seriesName) + "<br>" : "";
      return name + escape(p.name) + "  <b>" + escape(p.data.label === undefined ? plain(p.data.value) : p.data.label) + "</b>";
    };
  }

  function option(spec) {
    var o = base(spec);
    var kind = spec.kind;
    if (kind === "scatter") {
      o.xAxis = Object.assign(valueAxis(spec.xName), { nameLocation: "middle", nameGap: 28, scale: true });
      o.yAxis = Object.assign(valueAxis(spec.yName, true), { scale: true });
      o.series = spec.series.map(function (s) {
        return { name: s.name, type: "scatter", data: s.points, symbolSize: 9, itemStyle: { opacity: 0.75 } };
      });
      if (spec.diagonal) {
        var all = spec.series.reduce(function (a, s) { return a.concat(s.points.map(function (p) { return p.value; })); }, []);
        var top = Math.max.apply(null, all.map(function (v) { return Math.min(v[0], v[1]); }));
        o.xAxis.scale = false; o.yAxis.scale = false;
        o.series.push({
          type: "line", name: "", data: [[0, 0], [top, top]], symbol: "none", silent: true, tooltip: { show: false },
          lineStyle: { type: "dashed", color: "#7c8795", width: 1 }
        });
        if (o.legend) { o.legend.data = spec.series.map(function (s) { return s.name; }); }
      }
      o.tooltip.formatter = function (p) { return escape(p.data.label); };
      return o;
    }
    if (kind === "waterfall") {
      o.xAxis = categoryAxis(spec.categories);
      o.xAxis.axisLabel.interval = 0; o.xAxis.axisLabel.width = 96; o.xAxis.axisLabel.overflow = "break";
      o.yAxis = valueAxis(spec.yName, true);
      var tones = { total: COLORS[0], down: "#a8504b", up: "#4d8f6b" };
      o.series = [{
        type: "custom", encode: { x: 0, y: [1, 2] }, data: spec.series[0].points,
        renderItem: function (params, api) {
          var point = spec.series[0].points[params.dataIndex];
          var from = api.coord([api.value(0), api.value(1)]);
          var to = api.coord([api.value(0), api.value(2)]);
          var width = Math.min(64, api.size([1, 0])[0] * 0.62);
          var top = Math.min(from[1], to[1]);
          return {
            type: "group",
            children: [
              {
                type: "rect",
                shape: { x: from[0] - width / 2, y: top, width: width, height: Math.max(1.5, Math.abs(from[1] - to[1])) },
                style: { fill: tones[point.sort] }
              },
              {
                type: "text",
                style: { text: point.short.replace(" ", "\n"), x: from[0], y: top - 5, textAlign: "center", textVerticalAlign: "bottom", fontSize: 12, fontFamily: FONT, fill: "#1f2a37" }
              }
            ]
          };
        }
      }];
      o.tooltip.formatter = itemTooltip(spec);
      return o;
    }
    var horizontal = kind === "horizontal-bar";
    var value = horizontal ? valueAxis(spec.xName) : valueAxis(spec.yName, true);
    if (kind === "line") { value.scale = !spec.zero; }
    if (spec.max !== undefined && spec.max !== null) { value.max = spec.max; }
    var category = categoryAxis(spec.categories, horizontal);
    if (!horizontal && spec.xName) { category.name = spec.xName; category.nameLocation = "middle"; category.nameGap = 28; category.nameTextStyle = { color: "#5b6b7c" }; }
    if (spec.showValues && !horizontal) { category.axisLabel.interval = 0; category.axisLabel.width = 96; category.axisLabel.overflow = "break"; }
    o.xAxis = horizontal ? value : category;
    o.yAxis = horizontal ? category : value;
    if (horizontal) { o.grid.right = 60; o.grid.bottom = spec.xName ? 30 : 12; value.nameLocation = "middle"; value.nameGap = 26; }
    o.series = spec.series.map(function (s) {
      return {
        name: s.name, type: kind === "line" ? "line" : "bar", data: s.points,
        stack: kind === "stacked-bar" ? "all" : undefined,
        barMaxWidth: kind === "histogram" ? undefined : horizontal ? 26 : 44, barCategoryGap: kind === "histogram" ? "4%" : undefined,
        symbolSize: 7,
        label: spec.showValues ? {
          show: true, fontSize: 11, color: "#1f2a37",
          position: kind === "stacked-bar" ? "inside" : horizontal ? "right" : "top",
          formatter: function (p) { return p.data.short === undefined ? plain(p.data.value) : p.data.short; }
        } : undefined,
        labelLayout: { hideOverlap: true }
      };
    });
    // Cells that are not published stand the full height behind the bars, on an axis of their own: no height to be read.
    if (spec.hidden && spec.hidden.length) {
      o.yAxis = [o.yAxis, { type: "value", min: 0, max: 1, show: false }];
      o.series.push({
        name: "", type: "bar", yAxisIndex: 1, barGap: "-100%", barCategoryGap: "4%", z: 1,
        data: spec.categories.map(function (name, i) {
          return spec.hidden.indexOf(i) < 0 ? { value: "-" } : { value: 1, name: name, label: spec.hiddenLabel };
        }),
        itemStyle: { color: "#f1f3f6", borderColor: "#9aa8b6", borderType: "dashed" },
        label: { show: true, position: "inside", rotate: 90, fontSize: 11, color: "#5b6b7c", formatter: function () { return spec.hiddenLabel; } },
        labelLayout: { hideOverlap: false }
      });
    }
    o.tooltip.formatter = itemTooltip(spec);
    return o;
  }

  var plots = [];
  function draw(element, spec) {
    var plot = echarts.init(element, null, { renderer: "svg" });
    plot.setOption(option(spec));
    plots = plots.filter(function (p) { return p.getDom().isConnected; });
    plots.push(plot);
  }
  document.querySelectorAll("script[data-chart]").forEach(function (holder) {
    draw(document.getElementById(holder.dataset.chart), JSON.parse(holder.textContent));
  });
  // For scripts of parts that are made in the browser.
  window.dip = { chart: draw };
  // On paper the drawing keeps the layout of the screen and is scaled as a picture.
  function resize() { if (window.matchMedia("print").matches) { return; } plots.forEach(function (p) { p.resize(); }); }
  window.addEventListener("resize", resize);

  // Tables sort by click: numbers by their exact digits (data-v), the rest by text. A total row stays at the end.
  document.querySelectorAll("table.sortable th [role=button]").forEach(function (button) {
    button.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); button.click(); }
    });
    button.addEventListener("click", function () {
      var th = button.closest("th");
      var table = th.closest("table");
      var body = table.tBodies[0];
      var index = th.cellIndex;
      var descending = th.getAttribute("aria-sort") === "ascending" || (!th.hasAttribute("aria-sort") && th.classList.contains("n"));
      if (th.getAttribute("aria-sort") === "descending") { descending = false; }
      table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      th.setAttribute("aria-sort", descending ? "descending" : "ascending");
      var rows = Array.prototype.slice.call(body.rows).filter(function (r) { return !r.classList.contains("total"); });
      var totals = Array.prototype.slice.call(body.rows).filter(function (r) { return r.classList.contains("total"); });
      var numeric = th.classList.contains("n");
      function key(row) {
        var cell = row.cells[index];
        if (!numeric) { return cell.textContent; }
        var v = cell.dataset.v;
        return v === undefined || v === "" ? -Infinity : Number(v);
      }
      rows.map(function (row, i) { return { row: row, key: key(row), i: i }; }).sort(function (a, b) {
        var order = numeric ? (a.key === b.key ? 0 : a.key < b.key ? -1 : 1) : a.key.localeCompare(b.key, "zh-Hans-CN");
        return (descending ? -order : order) || a.i - b.i;
      }).forEach(function (entry) { body.appendChild(entry.row); });
      totals.forEach(function (row) { body.appendChild(row); });
    });
  });
})();
