#include "cli/usage_error.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class UsageErrorTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UsageErrorTest);
  CPPUNIT_TEST(Mistakes);
  CPPUNIT_TEST_SUITE_END();

  struct Mistake {
    std::vector<const char*> arguments;
    const char* said;
  };

  void Mistakes() {
    const std::vector<Mistake> mistakes = {
        {{}, "which subcommand? There are classify, scan, report, explain,"},
        {{"scna", "a.log"}, "\"scna\" is no subcommand; there are classify, scan,"},
        {{"scna"}, "check, rules, templates, anomalies, doctor; did you mean scan?"},
        {{"rewind"}, "\"rewind\" is no subcommand; there are"},
        {{"help"}, "check, rules, templates, anomalies, doctor; did you mean --help?"},
        {{"version"}, "; did you mean --version?"},
        {{"a\"b"}, "\"a\\x22b\" is no subcommand"},
        {{"--vresion"}, "there is no option \"--vresion\"; did you mean --version?"},
        {{"-x"}, "there is no option \"-x\""},
        {{"clients", "--blokced"}, "there is no option \"--blokced\"; did you mean --blocked?"},
        {{"clients", "--blokced"}, "Run errwatch clients --help for more information."},
        {{"scan", "--frmat=json", "a"}, "there is no option \"--frmat\"; did you mean --format?"},
        {{"scan", "--colour", "a"}, "there is no option \"--colour\""},
        {{"report", "--model", "a", "b"},
         "report has no option \"--model\"; classify, scan and explain have it"},
        {{"status", "extra"}, "\"extra\" is one argument too many"},
        {{"scan"}, "FILE is required"},
        {{"scan", "--format", "htm", "a"}, "\"htm\" is none of text, json,"},
        {{"scan", "--format", "htm", "a"}, "; did you mean html?"},
        {{"scan", "--format"}, "--format"},
        {{"classify", "--input", "josnl", "a"},
         "\"josnl\" is none of log, access, jsonl; did you mean jsonl?"},
        {{"scan", "--most", "x", "a"}, "\"x\" is no number from 0 on"},
        {{"scan", "--most", "-1", "a"}, "\"-1\" is no number from 0 on"},
        {{"scan", "--most", "99999999999999999999", "a"}, "is no number from 0 on"},
        {{"scan", "--rule", "vuln_scan", "a"}, "\"vuln_scan\" is a category: write --category vuln_scan"},
        {{"scan", "--rule", "abc", "a"}, "\"abc\" is no number from 1 on"},
        {{"scan", "--category", "sqli", "a"}, "; did you mean sql_injection?"},
        {{"scan", "--category", "benign", "a"}, "\"benign\" is none of"},
        {{"scan", "--level", "wran", "a"}, "\"wran\" is no level: one of emerg,"},
        {{"scan", "--level", "wran", "a"}, "; did you mean warn?"},
        {{"scan", "--since", "yesterdya", "a"}, "is no time: write 2026-11-22,"},
        {{"scan", "--until", "2026-13-01", "a"}, "--until: \"2026-13-01\" is no time"},
        {{"scan", "--client", "1.2.3", "a"}, "--client: \"1.2.3\""},
        {{"scan", "--client", "192.0.2.1/24", "a"}, "did you mean 192.0.2.0/24"},
        {{"scan", "--threads", "many", "a"}, "--threads"},
        {{"scan", "--tail", "a"}, "--follow"},
        {{"scan", "/no/such/file.log"}, "/no/such/file.log: No such file or directory"},
        {{"scan", "/"}, "/: "},
        {{"explain"}, "LINE, - or --file"},
        {{"explain", "--file", "a"}, "--number"},
        {{"explain", "--number", "0", "--file", "a"}, "\"0\" is no number from 1 on"},
        {{"block"}, "ADDRESS is required"},
        {{"block", "300.1.1.1"}, "\"300.1.1.1\" is no address: write 192.0.2.1 or 2001:db8::1"},
        {{"block", "example.org"}, "\"example.org\" is no address"},
        {{"block", "192.0.2.1", "--for", "10"}, "\"10\" is no duration"},
        {{"block", "192.0.2.1", "--for", "0s"}, "--for: must be longer than nothing"},
        {{"block", "192.0.2.1", "--for", "forever"}, "\"forever\" is no duration"},
        {{"unblock"}, "ADDRESS or --all"},
        {{"unblock", "all"}, "\"all\" is no address"},
        {{"unblock", "192.0.2.1", "--all"}, "--all"},
        {{"check", "--config", "/no/such.conf"}, "/no/such.conf: No such file or directory"},
        {{"check", "--diff", "a.conf"}, "FILE"},
        {{"check", "--stict"}, "there is no option \"--stict\"; did you mean --strict?"},
        {{"--completion", "csh"}, "\"csh\" is none of bash, zsh, fish"},
    };
    for (const Mistake& mistake : mistakes) {
      std::vector<std::string> arguments(mistake.arguments.begin(), mistake.arguments.end());
      const Ran ran = RunTool(arguments);
      const std::string shown = ran.err + ran.out;
      CPPUNIT_ASSERT_MESSAGE(shown, ran.code != 0);
      CPPUNIT_ASSERT_MESSAGE(std::string(mistake.said) + " is not in: " + ran.err,
                             ran.err.find(mistake.said) != std::string::npos);
      CPPUNIT_ASSERT_MESSAGE("a report beside an error: " + ran.out, ran.out.empty());
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UsageErrorTest);

}  // namespace
}  // namespace errwatch::cli
