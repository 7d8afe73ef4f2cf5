package dev.postern;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the borders between packages, as ARCHITECTURE.md draws them.
class ArchitectureTest {
  private static final String BASE = "dev.postern";

  /// What everybody may use, lowest first: a package may use what stands before it.
  private static final List<String> GROUND =
      List.of(
          "fault",
          "metrics",
          "mail",
          "mail.clean",
          "mail.files",
          "config",
          "dns",
          "mailauth",
          "mailauth.spf",
          "mailauth.dkim",
          "mailauth.dmarc",
          "mailauth.arc");

  private static final List<String> CORE =
      List.of(
          "mailbox",
          "threads",
          "rules",
          "auth",
          "lint",
          "domains",
          "guard",
          "screening",
          "delivery",
          "outbound",
          "outbound.report",
          "retention",
          "webhook",
          "calendar",
          "contacts");

  private static final List<String> PLUMBING = List.of("tls", "net", "v3", "webhook.send");

  /// What implements the ports of the core, each alone but for its own parts.
  private static final Map<String, List<String>> ENGINES =
      Map.of(
          "store.sqlite", List.of("store.sqlite.segment"),
          "store.sqlite.segment", List.of(),
          "store.postgres", List.of());

  /// What the world sees, each alone but for its own parts.
  private static final Map<String, List<String>> DOORS =
      Map.of(
          "imap", List.of("imap.wire"),
          "imap.wire", List.of(),
          "smtp", List.of("smtp.wire"),
          "smtp.wire", List.of(),
          "smtp.client", List.of("smtp.wire"),
          "api", List.of(),
          "upstream", List.of(),
          "web", List.of(),
          "cli", List.of());

  /// Who may use which library; the top package may use all.
  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry(
              "io.netty..",
              List.of("tls", "net", "imap", "imap.wire", "smtp", "smtp.wire", "api", "web")),
          Map.entry("java.sql..", List.copyOf(ENGINES.keySet())),
          Map.entry("javax.sql..", List.copyOf(ENGINES.keySet())),
          Map.entry("org.sqlite..", List.copyOf(ENGINES.keySet())),
          Map.entry("tools.jackson..", List.of("v3")),
          Map.entry("com.fasterxml..", List.of("v3")),
          Map.entry("java.net.http..", List.of("webhook.send", "upstream", "cli", "smtp.client")),
          Map.entry("com.sun.net.httpserver..", List.of()),
          Map.entry("org.snakeyaml..", List.of("config", "v3")),
          Map.entry("picocli..", List.of("cli")),
          Map.entry("jakarta..", List.of("mail")),
          Map.entry("org.eclipse.angus..", List.of("mail")),
          Map.entry("org.apache.james..", List.of("mail")),
          Map.entry("org.xbill..", List.of("dns")),
          Map.entry("org.jsoup..", List.of("mail", "mail.clean")),
          Map.entry("org.bouncycastle..", List.of("mailauth.dkim", "auth", "tls")),
          Map.entry("com.github.benmanes..", List.of("dns", "auth", "store.sqlite", "api")),
          Map.entry("io.micrometer..", List.of()),
          Map.entry("io.prometheus..", List.of()),
          Map.entry("ch.qos.logback..", List.of()));

  private static final List<String> FOR_ALL =
      List.of(
          "java..",
          "javax.crypto..",
          "javax.net..",
          "javax.security..",
          "org.jspecify..",
          "org.slf4j..");

  private static JavaClasses classes;

  @BeforeAll
  static void read() throws Exception {
    var place = Main.class.getProtectionDomain().getCodeSource().getLocation();
    classes = new ClassFileImporter().importPath(Path.of(place.toURI()));
  }

  static List<String> packages() {
    var named = new ArrayList<String>();
    Stream.of(GROUND, CORE, PLUMBING, ENGINES.keySet()).forEach(named::addAll);
    named.addAll(DOORS.keySet());
    return named;
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageUsesOnlyWhatStandsBelowIt(String name) {
    classes()
        .that()
        .resideInAPackage(BASE + "." + name)
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage(BASE + "..").or(resideInAnyPackage(below(name))))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void everyPackageHasItsPlaceInTheLayers() {
    assertThat(ours()).isSubsetOf(Stream.concat(Stream.of(""), packages().stream()).toList());
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(ours())
        .allSatisfy(name -> {
          var ours = classes.getPackage(name.isEmpty() ? BASE : BASE + "." + name);
          assertThat(ours.tryGetPackageInfo()).as("package-info of %s", name).isPresent();
          assertThat(ours.getPackageInfo().isAnnotatedWith(NullMarked.class)).isTrue();
        });
  }

  static Stream<String> libraries() {
    return LIBRARIES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryStaysWhereItBelongs(String library) {
    List<String> users = LIBRARIES.getOrDefault(library, List.of());
    noClasses()
        .that(resideInAPackage(BASE + ".*.."))
        .and(outside(users))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void everyLibraryIsNamedHere() {
    String[] known =
        Stream.of(List.of(BASE + ".."), FOR_ALL, LIBRARIES.keySet())
            .flatMap(Collection::stream)
            .toArray(String[]::new);
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(known).or(describe("primitive or array", this::primitive)))
        .check(classes);
  }

  @Test
  void noPackagesUseEachOther() {
    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void doorsKnowNoEngine() {
    noClasses()
        .that(inside(List.copyOf(DOORS.keySet())))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE + ".store..")
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void clockThreadsAndEnvironmentAreHandedIn() {
    noClasses()
        .that(resideInAPackage(BASE + ".*.."))
        .and(outside(List.of("net", "config")))
        .should()
        .callMethodWhere(
            describe("read the clock, make threads or read the environment", this::ambient))
        .orShould()
        .callConstructorWhere(describe("make threads", this::ambient))
        .check(classes);
  }

  /// An early end of a comparison tells how much of a secret was right.
  @Test
  @Tag("I-45")
  void secretsAreComparedInConstantTime() {
    noClasses()
        .that(resideInAPackage(BASE + ".auth.."))
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .orShould()
        .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
        .orShould()
        .callMethod(Arrays.class, "equals", char[].class, char[].class)
        .check(classes);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(classes);
  }

  private boolean ambient(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    String method = call.getName();
    if (owner.isEquivalentTo(Thread.class)) {
      return List.of("<init>", "ofVirtual", "ofPlatform", "startVirtualThread").contains(method);
    }
    if (owner.isEquivalentTo(System.class)) {
      return method.equals("getenv") || method.equals("currentTimeMillis");
    }
    if (owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class)) {
      return method.startsWith("system");
    }
    boolean makesThreads =
        owner.isEquivalentTo(Executors.class)
            || owner.isAssignableTo(ThreadPoolExecutor.class)
            || owner.isEquivalentTo(ForkJoinPool.class)
            || owner.isEquivalentTo(Timer.class);
    // A pool whose thread factory was handed in makes no threads of its own.
    boolean handedIn =
        call.getTarget().getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(ThreadFactory.class));
    boolean makes = !handedIn && (method.startsWith("new") || method.equals("<init>"));
    return (makesThreads && makes)
        || (owner.isAssignableTo(Instant.class) && method.equals("now"))
        || (owner.getPackageName().equals("java.time") && method.equals("now"));
  }

  private boolean primitive(JavaClass type) {
    return type.getBaseComponentType().isPrimitive()
        || (type.isArray() && !type.getBaseComponentType().equals(type));
  }

  /// Returns the packages that `name` may use, itself included.
  private static String[] below(String name) {
    var allowed = new ArrayList<String>(List.of(name));
    List<List<String>> rows = List.of(GROUND, CORE, PLUMBING);
    if (ENGINES.containsKey(name)) {
      rows.subList(0, 2).forEach(allowed::addAll);
      allowed.addAll(ENGINES.getOrDefault(name, List.of()));
    } else if (DOORS.containsKey(name)) {
      rows.forEach(allowed::addAll);
      allowed.addAll(DOORS.getOrDefault(name, List.of()));
    } else {
      for (List<String> row : rows) {
        int place = row.indexOf(name);
        allowed.addAll(place < 0 ? row : row.subList(0, place));
        if (place >= 0) {
          break;
        }
      }
    }
    return allowed.stream().map(each -> BASE + "." + each).toArray(String[]::new);
  }

  private static List<String> ours() {
    return classes.stream()
        .map(JavaClass::getPackageName)
        .distinct()
        .map(name -> name.substring(BASE.length()))
        .map(name -> name.isEmpty() ? name : name.substring(1))
        .toList();
  }

  private static DescribedPredicate<JavaClass> inside(List<String> names) {
    return resideInAnyPackage(names.stream().map(each -> BASE + "." + each).toArray(String[]::new));
  }

  private static DescribedPredicate<JavaClass> outside(List<String> names) {
    return DescribedPredicate.not(inside(names));
  }
}
