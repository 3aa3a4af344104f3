package dev.fovea.cli.page;

import java.util.Locale;

/** One kind of figure: what it shows, how to read it, and the figures as they come in. For one thread. */
final class Section {
    private final String id;
    private final String title;
    private final String place;
    private final String shows;
    private final String reading;
    private final StringBuilder entries = new StringBuilder();

    /**
     * @param title of the section
     * @param place where in the paper
     * @param shows what the figures show
     * @param reading what they do not say
     */
    Section(String title, String place, String shows, String reading) {
        this.id = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
        this.title = title;
        this.place = place;
        this.shows = shows;
        this.reading = reading;
    }

    void add(Entry entry) {
        entries.append(entry.html());
    }

    String link(int number) {
        return "<li><a href=\"#%s\"><b>%d</b> %s</a></li>\n".formatted(id, number, Html.text(title));
    }

    String html(int number) {
        return """
                <section id="%s">
                <header><p class="place">%s</p><h2><b>%d</b> %s</h2></header>
                <dl class="reading">
                <div><dt>What it shows</dt><dd>%s</dd></div>
                <div><dt>How to read it</dt><dd>%s</dd></div>
                </dl>
                <div class="entries">
                %s</div>
                </section>
                """.formatted(
                        id, Html.text(place), number, Html.text(title), Html.text(shows), Html.text(reading), entries);
    }
}
