package dev.fovea.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Lines of cells in columns: the first column to the left, those of numbers to the right. Not thread-safe. */
public final class TextTable {
    private static final String GAP = "  ";

    private final String indent;
    private final String alignment;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param alignment a letter per column: l or r */
    public TextTable(String indent, String alignment) {
        this.indent = indent;
        this.alignment = alignment;
    }

    /** Adds a line with one cell per column. */
    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** Prints all lines. */
    public void print(PrintWriter out) {
        int[] widths = new int[alignment.length()];
        for (List<String> row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int c = 0; c < widths.length; c++) {
                String space = " ".repeat(widths[c] - row.get(c).length());
                line.append(c == 0 ? "" : GAP)
                        .append(alignment.charAt(c) == 'r' ? space + row.get(c) : row.get(c) + space);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
