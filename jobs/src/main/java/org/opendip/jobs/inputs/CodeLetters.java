package org.opendip.jobs.inputs;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * The characters of codes. What a Chinese input method or a copied page puts into a code instead of a plain character, or
 * beside it, has one meaning only: a full-width character (Ｋ３５．８) is the plain one, as in Unicode's compatibility form NFKC,
 * and one that nobody sees is none. Capital and small letters stay as they are.
 */
public final class CodeLetters {
    /** Blanks other than the plain one, characters without width, marks of direction, breaks; as a class of characters. */
    private static final String UNSEEN =
            "\t\n\r\u00A0\u00AD\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u200C\u200D"
                    + "\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u202F\u205F\u2060\u2066\u2067\u2068\u2069\u3000\uFEFF";

    /** Signs that part codes and what became of them, where several stand in one text. */
    private static final String PARTING = ",>=";

    private static final String WIDE;
    private static final String PLAIN;

    static {
        StringBuilder wide = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (char c = '!'; c <= '~'; c++) {
            if (PARTING.indexOf(c) < 0) {
                plain.append(c);
                wide.append((char) (c - '!' + '\uFF01'));
            }
        }
        WIDE = wide.toString();
        PLAIN = plain.toString();
    }

    private CodeLetters() {}

    /** A code in plain characters. Nearly all are, and cost one look at their length. */
    public static Column plain(Column code) {
        // What translate finds no counterpart of goes.
        return when(isOdd(code), translate(code, WIDE + UNSEEN, PLAIN)).otherwise(code);
    }

    /** Whether a code has characters that may not be plain: others than ASCII, or a break. */
    private static Column isOdd(Column code) {
        return octet_length(code)
                .notEqual(length(code))
                .or(code.contains("\t"))
                .or(code.contains("\n"))
                .or(code.contains("\r"));
    }

    /** A text with each character that nobody sees as its number, such as {@code <U+200B>}. */
    public static Column visible(Column text) {
        Column shown = array_join(
                transform(split(text, ""), c -> when(
                                lit(UNSEEN).contains(c).and(c.notEqual("")),
                                concat(lit("<U+"), hex(encode(c, "UTF-16BE")), lit(">")))
                        .otherwise(c)),
                "");
        return when(isOdd(text), shown).otherwise(text);
    }
}
