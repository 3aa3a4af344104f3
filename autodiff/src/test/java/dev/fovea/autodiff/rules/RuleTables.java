package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleRow;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All rows of all rule tables: what {@code static List<RuleRow> rows()} of each test class here returns. */
public final class RuleTables {

    private RuleTables() {}

    public static List<RuleRow> all() throws Exception {
        List<RuleRow> rows = new ArrayList<>();
        for (Class<?> test : testClasses()) {
            rows.addAll(rows(test));
        }
        return rows;
    }

    /** The rows at kinks, ties and poles. */
    public static List<RuleRow> specialPoints() {
        return Stream.of(
                        SpecialPointsTest.activations(),
                        SpecialPointsTest.saturated(),
                        SpecialPointsTest.selections(),
                        SpecialPointsTest.reductions(),
                        SpecialPointsTest.elementary())
                .flatMap(List::stream)
                .map(SpecialPointsTest.Point::row)
                .toList();
    }

    private static List<Class<?>> testClasses() throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        for (Path file : classFiles()) {
            String name = file.getFileName().toString().replace(".class", "");
            classes.add(Class.forName(RuleTables.class.getPackageName() + "." + name));
        }
        return classes;
    }

    private static List<Path> classFiles() throws IOException, URISyntaxException {
        try (Stream<Path> files =
                Files.list(Path.of(RuleTables.class.getResource(".").toURI()))) {
            return files.filter(f -> f.toString().endsWith("Test.class"))
                    .sorted()
                    .toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<RuleRow> rows(Class<?> test) throws IllegalAccessException, InvocationTargetException {
        for (Method method : test.getDeclaredMethods()) {
            if (method.getName().equals("rows") && method.getParameterCount() == 0) {
                return (List<RuleRow>) method.invoke(null);
            }
        }
        return List.of();
    }
}
