#include "cli/config/config_lines.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>

#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

class ConfigLinesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ConfigLinesTest);
  CPPUNIT_TEST(JoinsContinuationsAndDropsComments);
  CPPUNIT_TEST(AContinuedCommentSwallowsTheNextLine);
  CPPUNIT_TEST(SplitsDirectivesAndSections);
  CPPUNIT_TEST(ExpandsVariables);
  CPPUNIT_TEST(FindsIncludedFiles);
  CPPUNIT_TEST(FindsConfFiles);
  CPPUNIT_TEST_SUITE_END();

  static std::string Joined(std::string_view content) {
    std::string all;
    for (const ConfigLine& line : SplitConfigLines(content))
      all += std::to_string(line.number) + "[" + line.text + "]";
    return all;
  }

 public:
  void JoinsContinuationsAndDropsComments() {
    CPPUNIT_ASSERT_EQUAL(std::string("2[a b]4[c]6[d  e]10[f]"),
                         Joined("# x\n a b\t\n\nc\r\n  # y\nd \\\n e\n\n\nf"));
    CPPUNIT_ASSERT_EQUAL(std::string("1[abc]4[d]"), Joined("a\\\nb\\\r\nc\nd"));
    CPPUNIT_ASSERT_EQUAL(std::string("1[a]"), Joined("a\\"));
    CPPUNIT_ASSERT_EQUAL(std::string("1[a # b]"), Joined("a # b"));  // a comment begins a line only
    CPPUNIT_ASSERT_EQUAL(std::string(), Joined(""));
    CPPUNIT_ASSERT_EQUAL(std::string(), Joined("\n\\\n\\"));
  }

  void AContinuedCommentSwallowsTheNextLine() {
    CPPUNIT_ASSERT_EQUAL(std::string("3[c]"), Joined("# a \\\nb\nc"));
  }

  void SplitsDirectivesAndSections() {
    const auto check = [](std::string_view line, std::string_view name, std::string_view arguments) {
      const ConfigDirective directive = SplitDirective(line);
      CPPUNIT_ASSERT_EQUAL(std::string(name), std::string(directive.name));
      CPPUNIT_ASSERT_EQUAL(std::string(arguments), std::string(directive.arguments));
    };
    check("LogLevel warn  core:info", "LogLevel", "warn  core:info");
    check("SSLEngine", "SSLEngine", "");
    check("<VirtualHost *:80>", "<VirtualHost", "*:80");
    check("<VirtualHost *:80 >", "<VirtualHost", "*:80");
    check("</VirtualHost>", "</VirtualHost", "");
    check("</VirtualHost >", "</VirtualHost", "");
    check("<RequireAll>", "<RequireAll", "");
    check("<If \"%{A} > 3\">", "<If", "\"%{A} > 3\"");
  }

  void ExpandsVariables() {
    ::setenv("ERRWATCH_TEST_VARIABLE", "from environment", 1);
    ::setenv("ERRWATCH_TEST_BOTH", "from environment", 1);
    const Variables defined = {
        {"A", "1"}, {"ERRWATCH_TEST_BOTH", "defined"}, {"EMPTY", ""}, {"LOOP", "${LOOP}"}};
    const auto check = [&](std::string_view text, std::string_view expected) {
      CPPUNIT_ASSERT_EQUAL(std::string(expected), ExpandVariables(text, defined).text);
    };
    check("plain", "plain");
    check("x${A}y${A}", "x1y1");
    check("${ERRWATCH_TEST_VARIABLE}", "from environment");
    check("${ERRWATCH_TEST_BOTH}", "defined");
    check("[${EMPTY}]", "[]");
    check("${ERRWATCH_TEST_NONE} ${map:key}", "${ERRWATCH_TEST_NONE} ${map:key}");
    check("${A", "${A");
    check("$A $ {A} ${}", "$A $ {A} ${}");
    check("${LOOP}", "${LOOP}");  // what was put in is not looked at again
    const std::vector<std::string> undefined =
        ExpandVariables("${A} \"x${1,3}\" \\${B} ${map:key} ${EMPTY}", defined).undefined;
    CPPUNIT_ASSERT((undefined == std::vector<std::string>{"1,3", "B"}));
  }

  void FindsIncludedFiles() {
    const TemporaryDirectory directory;
    const std::string root = directory.path() + "/";
    for (const char* name : {"a/2.conf", "a/10.conf", "a/x.txt", "a/sub/deep.conf", "b/1.conf"})
      directory.Write(name, "");
    const auto check = [&](const std::string& pattern, const std::vector<std::string>& expected) {
      const auto files = FilesOfInclude(root + pattern);
      CPPUNIT_ASSERT_MESSAGE(pattern, files.ok());
      std::vector<std::string> full;
      for (const std::string& name : expected) full.push_back(root + name);
      CPPUNIT_ASSERT_MESSAGE(pattern, files.value() == full);
    };
    check("b/1.conf", {"b/1.conf"});
    check("a/*.conf", {"a/10.conf", "a/2.conf"});
    check("*/[12].conf", {"a/2.conf", "b/1.conf"});
    check("a", {"a/10.conf", "a/2.conf", "a/sub/deep.conf", "a/x.txt"});
    check("none.conf", {});
    check("none/*.conf", {});
    std::filesystem::create_directory_symlink(root + "a", root + "a/sub/up");
    check("a/sub", {"a/sub/deep.conf"});
  }

  void FindsConfFiles() {
    const TemporaryDirectory directory;
    for (const char* name : {"20.conf", "10.conf", "README", "sub/30.conf"}) directory.Write(name, "");
    const auto files = ConfFilesOf(directory.path());
    CPPUNIT_ASSERT(files.ok());
    CPPUNIT_ASSERT((files.value() ==
                    std::vector<std::string>{directory.path() + "/10.conf", directory.path() + "/20.conf"}));
    CPPUNIT_ASSERT(!ConfFilesOf(directory.path() + "/none").ok());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfigLinesTest);

}  // namespace
}  // namespace errwatch
