package dev.fovea.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between modules and between packages, which point down only, and what no class may do. */
class ArchitectureTest {
    private static final JavaClasses ALL =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.fovea");

    private static final String JDK = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    @Test
    void everyModuleIsLookedAt() {
        assertThat(ALL)
                .extracting(c -> c.getPackageName().split("\\.")[2])
                .contains("autodiff", "core", "scenes", "cli");
    }

    @TestFactory
    Stream<DynamicTest> modules() {
        return tests(
                only("dev.fovea.scenes..", JDK, "javax.imageio..", JSPECIFY),
                only("dev.fovea.autodiff..", JDK, JSPECIFY, "ai.onnx.proto..", "com.google.protobuf.."),
                none("dev.fovea.core..", "dev.fovea.cli..", "dev.fovea.scenes..", "picocli.."));
    }

    @TestFactory
    Stream<DynamicTest> packagesOfAutodiff() {
        return tests(
                none("..autodiff.graph..", "..autodiff", "..autodiff.rules..", "..autodiff.canonical.."),
                none("..autodiff.canonical..", "..autodiff", "..autodiff.rules.."),
                none("..autodiff.rules..", "..autodiff.canonical.."));
    }

    @TestFactory
    Stream<DynamicTest> packagesOfCore() {
        String[] above = {"..core.attribution..", "..core.render..", "..core.verification.."};
        return tests(
                none("..core.image..", "..core.model..", "..core.tensor..", "..core.receipt..", "dev.fovea.autodiff.."),
                none("..core.image..", above),
                none("..core.tensor..", "..core.model..", "..core.image..", "..core.receipt.."),
                none("..core.tensor..", above),
                none("..core.receipt..", "..core.model..", "..core.image..", "..core.tensor.."),
                none("..core.receipt..", above),
                none("..core.model..", above),
                none("..core.attribution..", "..core.render..", "dev.fovea.autodiff.."),
                none("..core.verification..", "..core.render..", "..core.attribution.."),
                none("..core.render..", "..core.receipt..", "..core.verification..", "dev.fovea.autodiff.."),
                noClasses()
                        .that()
                        .resideOutsideOfPackages("..core.model..", "..core.runtime..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("ai.onnxruntime..")
                        .as("ONNX Runtime is started in core.runtime and used in core.model only"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..core.runtime..")
                        .should()
                        .callMethod(OrtEnvironment.class, "getEnvironment")
                        .as("ONNX Runtime is started where a long command line does not crash it"),
                slices().matching("dev.fovea.core.(*)..").should().beFreeOfCycles());
    }

    @TestFactory
    Stream<DynamicTest> packagesOfCli() {
        return tests(
                none("..cli.option..", "dev.fovea.cli"),
                none("..cli.output..", "dev.fovea.cli", "..cli.option..", "..cli.page.."),
                none("..cli.page..", "dev.fovea.cli", "..cli.option.."),
                classes()
                        .that()
                        .resideInAPackage("dev.fovea.cli..")
                        .and()
                        .haveSimpleNameEndingWith("Command")
                        .should()
                        .beAssignableTo(BaseCommand.class));
    }

    @TestFactory
    Stream<DynamicTest> conduct() {
        return tests(
                noClasses()
                        .that()
                        .resideInAnyPackage("dev.fovea.core..", "dev.fovea.autodiff..")
                        .should(ACCESS_STANDARD_STREAMS)
                        .as("the library prints nothing"),
                fields().that().areStatic().should().beFinal().as("no static variable"),
                noFields()
                        .that()
                        .areStatic()
                        .should()
                        .haveRawType(ThreadLocal.class)
                        .orShould()
                        .haveRawType("java.util.concurrent..")
                        .orShould()
                        .haveRawType("java.nio..")
                        .as("no static state behind a final field"));
    }

    private static ArchRule only(String from, String... to) {
        String[] allowed = Stream.concat(Stream.of(from), Stream.of(to)).toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(from)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    private static ArchRule none(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to);
    }

    private static Stream<DynamicTest> tests(ArchRule... rules) {
        return Stream.of(rules).map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(ALL)));
    }
}
