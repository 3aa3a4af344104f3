package dev.fovea.core.model;

/** What {@code repr} makes of a Python list or dictionary of names, as exporters leave it in metadata. */
final class PythonLiteral {
    private PythonLiteral() {}

    /** The same as JSON: numbers as keys become text, quotes double, escapes JSON's. JSON stays as it is. */
    static String toJson(String python) {
        StringBuilder json = new StringBuilder();
        int at = 0;
        while (at < python.length()) {
            int from = at;
            while (at < python.length() && python.charAt(at) != '\'' && python.charAt(at) != '"') {
                at++;
            }
            json.append(python.substring(from, at)
                    .replaceAll("(\\d+)(\\s*):", "\"$1\"$2:")
                    .replaceAll(",(\\s*[\\]}])", "$1"));
            if (at < python.length()) {
                at = text(python, at, json);
            }
        }
        return json.toString();
    }

    /** Writes the text that is quoted at {@code start}; where to go on behind it. */
    private static int text(String python, int start, StringBuilder json) {
        char quote = python.charAt(start);
        json.append('"');
        int at = start + 1;
        while (at < python.length() && python.charAt(at) != quote) {
            char c = python.charAt(at++);
            if (c == '\\' && at < python.length()) {
                char escaped = python.charAt(at++);
                json.append(
                        switch (escaped) {
                            case '\'' -> "'";
                            case 'x' -> "\\u00";
                            default -> "\\" + escaped;
                        });
            } else {
                json.append(c == '"' ? "\\\"" : c);
            }
        }
        json.append('"');
        return at + 1;
    }
}
