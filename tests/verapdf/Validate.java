import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Prints one line for each failed rule: file, flavour, clause-test, times, message, place.
 * A line with OK and the number of checks made ends each file and flavour: silence is no pass.
 * Arguments: flavours joined by commas, then the files.
 */
public class Validate {
    public static void main(String[] args) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : Arrays.asList(args).subList(1, args.length)) {
            for (String flavour : args[0].split(",")) {
                validate(name, PDFAFlavour.byFlavourId(flavour));
            }
        }
    }

    static void validate(String name, PDFAFlavour flavour) throws Exception {
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 100, false, true, false);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(name), flavour)) {
            ValidationResult result = validator.validate(parser);
            report(name, flavour.getId(), result.getTestAssertions());
            print(name, flavour.getId(), result.isCompliant() ? "OK" : "FAILED",
                "" + result.getTotalAssertions(), "", "");
        }
    }

    static void report(String name, String flavour, List<TestAssertion> assertions) {
        TreeMap<String, Integer> times = new TreeMap<>();
        TreeMap<String, TestAssertion> first = new TreeMap<>();
        for (TestAssertion one : assertions) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                times.merge(rule, 1, Integer::sum);
                first.putIfAbsent(rule, one);
            }
        }
        first.forEach((rule, one) -> print(name, flavour, rule, "" + times.get(rule), one.getMessage(),
            one.getLocation().getContext()));
    }

    static void print(String... fields) {
        System.out.println(String.join("\t", Arrays.stream(fields)
            .map(field -> field == null ? "" : field.replaceAll("\\s+", " ")).toArray(String[]::new)));
    }
}
