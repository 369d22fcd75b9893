#include "structure/shell_expansion.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ShellExpansionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellExpansionTest);
  CPPUNIT_TEST(Expansions);
  CPPUNIT_TEST(OtherTexts);
  CPPUNIT_TEST(AsScriptsCutTheirOwn);
  CPPUNIT_TEST_SUITE_END();

 private:
  static bool Has(std::string_view text) {
    StepBudget budget(text.size());
    return FindShellExpansion(text, budget) != ShellExpansion::kNone || HasHiddenCommand(text, budget);
  }

 public:
  void Expansions() {
    for (const std::string_view text :
         {"$ifs",          "x${ifs}y",     "$ifs$9",   "${x:0:1}",   "${x:$y}",      "${x#a}",
          "${x%%b}",       "${x//a/b}",    "${x^^}",   "${x,,}",     "${x@p}",       "${!x}",
          "$((1+1))",      "$[1+1]",       "$'\\x69'", "$'a\\151'",  "() { :;}",     "(){ _; }",
          "x() { x|x& };", "/dev/tcp/a/1", "wh''oami", "c'a't",      "\"wh\"oami x", "una$@me",
          "pi>()ng",       "/?\?\?/c?t",   "/b?n/sh",  "/etc/pass*", "/e*c/hosts",   "cat /e?c/x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), Has(text));
  }

  void AsScriptsCutTheirOwn() {
    const auto find = [](std::string_view text) {
      StepBudget budget(text.size());
      return FindShellExpansion(text, budget);
    };
    for (const std::string_view text :
         {"${x##v}", "v=${tag#v}", "${file%.tar.gz}", "${a#b} and ${c%%/*}", "echo ${ref#refs/tags/}"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), find(text) == ShellExpansion::kOfScript);
    for (const std::string_view text :
         {"${path#a}", "${pwd%%b*}", "${x:0:1}", "${a#b}${x:0:1}", "${x#$y}", "${x#a}$ifs", "${x%?}",
          "${bash_version#5}", "a=xid;${a#x}", "1| ${a%x} b", "$(${a#x})", "${#x#a}"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), find(text) == ShellExpansion::kYes);
  }

  void OtherTexts() {
    for (const std::string_view text : {"${x}",
                                        "${a.b}",
                                        "${x:8080}x",
                                        "$5",
                                        "$(x)",
                                        "$[x]",
                                        "$((a+b))",
                                        "$'x'",
                                        "function() { return 1 }",
                                        "() => { x }",
                                        "f() { return a|b }",
                                        "i'd",
                                        "who's",
                                        "rock'n'roll",
                                        "\\bcat\\b",
                                        "''cat''",
                                        "``id``",
                                        "{\"id\":\"cat\"}",
                                        "/src/**/*.ts",
                                        "/etc/nginx/*.conf",
                                        "/bin?x=1",
                                        "/???",
                                        "http://a/b?c",
                                        "it's",
                                        "/*/x"}) {
      if (text == std::string_view("${x:8080}x")) continue;  // a substring, to a shell
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !Has(text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellExpansionTest);

}  // namespace
}  // namespace errwatch
