package dev.fovea.cli.page;

/**
 * Figures that belong together.
 *
 * @param name heading
 * @param badge beside it; may be empty
 * @param figures HTML
 * @param note a sentence of numbers; may be empty
 * @param details HTML that is shown on request; may be empty
 */
record Entry(String name, String badge, String figures, String note, String details) {
    private static final String NO_BREAK = "\u00A0";

    /** In place of figures that could not be made. */
    static Entry missing(String name, String badge, String why) {
        return new Entry(name, badge, "", why, "");
    }

    String html() {
        String beside = badge.isEmpty() ? "" : "<span class=\"badge\">%s</span>".formatted(Html.text(badge));
        String said = note.isEmpty()
                ? ""
                : "<p class=\"note\">%s</p>\n".formatted(Html.text(note.replace(" %", NO_BREAK + "%")));
        return "<article>\n<h3>%s%s</h3>\n%s%s%s</article>\n"
                .formatted(Html.text(name), beside, figures, said, details);
    }
}
