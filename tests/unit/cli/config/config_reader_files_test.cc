// The files that a configuration consists of.
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>

#include "unit/config_reader_fixture.h"

namespace errwatch {
namespace {

class ConfigReaderFilesTest : public ConfigReaderFixture {
  CPPUNIT_TEST_SUITE(ConfigReaderFilesTest);
  CPPUNIT_TEST(Includes);
  CPPUNIT_TEST(MissingIncludes);
  CPPUNIT_TEST(IncludeLoopEnds);
  CPPUNIT_TEST(IncludeBombEnds);
  CPPUNIT_TEST(ADirectoryOfRules);
  CPPUNIT_TEST(ListsOfWordsLieBesideTheFileThatNamesThem);
  CPPUNIT_TEST(UnreadableFiles);
  CPPUNIT_TEST(WhatHttpdWouldNotRead);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Includes() {
    directory_.Write("conf.d/20.conf", "ErrWatchScope twenty\n");
    directory_.Write("conf.d/10.conf", "ErrWatchScope ten\nErrWatchForgive Off\n");
    directory_.Write("conf.d/README", "ErrWatchNonsense\n");
    directory_.Write("sites/a/a.conf",
                     "<VirtualHost *:80>\nServerName a\nInclude sites/common\n</VirtualHost>\n");
    directory_.Write("sites/common", "ErrWatchInspect all\n");
    const Configuration read =
        Read("Include conf.d/*.conf\nIncludeOptional sites/*/*.conf\nincludeoptional \"none/*.conf\"\n");
    CPPUNIT_ASSERT_EQUAL(std::string("twenty"), read.server.scope.value);
    CPPUNIT_ASSERT(!read.server.forgive.value);
    CPPUNIT_ASSERT(!read.server.inspect.is_set);
    CPPUNIT_ASSERT_EQUAL(size_t{1}, read.vhosts.size());
    CPPUNIT_ASSERT(read.vhosts[0].server.inspect.value == Inspect::kAll);
    CPPUNIT_ASSERT_EQUAL(directory_.path() + "/sites/common:1", read.vhosts[0].server.inspect.origin);
    CPPUNIT_ASSERT(Read("Include sites/a\n").vhosts.size() == 1);  // every file of the directory
    // ServerRoot moves what follows it.
    CPPUNIT_ASSERT_EQUAL(
        std::string("ten"),
        Read("ServerRoot " + directory_.path() + "/conf.d\nInclude 10.conf\n").server.scope.value);
  }

  void MissingIncludes() {
    AssertError("\nInclude none.conf\n", "httpd.conf:2", "there is no " + directory_.path() + "/none.conf");
    AssertError("Include none/*.conf\n", "httpd.conf:1", "there is no ");
    AssertError("Include ${ERRWATCH_TEST_NONE}/a.conf\n", "httpd.conf:1", "a variable in it is not defined");
    AssertError("Include a b\n", "httpd.conf:1", "one path");
    AssertError("Include\n", "httpd.conf:1", "one path");
    directory_.Write("bad.conf", "# fine\nErrWatchForgive maybe\n");
    AssertError("Include bad.conf\n", "bad.conf:2", "On or Off");
  }

  void IncludeLoopEnds() {
    AssertError("Include httpd.conf\n", "httpd.conf:1",
                "does " + directory_.path() + "/httpd.conf include itself?");
  }

  // Each file includes the next one twice: 2^19 files, although none includes itself.
  void IncludeBombEnds() {
    for (int i = 0; i < 18; ++i) {
      const std::string next = "Include " + std::to_string(i + 1) + ".conf\n";
      directory_.Write(std::to_string(i) + ".conf", next + next);
    }
    directory_.Write("18.conf", "");
    const std::string error = ErrorOf("Include 0.conf\n");
    CPPUNIT_ASSERT_MESSAGE(error, error.find("files are included") != std::string::npos);
  }

  void ADirectoryOfRules() {
    directory_.Write("rules/20-b.conf", "ErrWatchRule 2 xss \"b\"\n");
    directory_.Write("rules/10-a.conf", "ErrWatchRule 1 xss \"a\"\n");
    directory_.Write("rules/old.conf.bak", "ErrWatchRule 1 xss \"a\"\n");
    const auto read = ReadConfiguration(directory_.path() + "/rules");
    CPPUNIT_ASSERT(read.ok());
    CPPUNIT_ASSERT_EQUAL(size_t{2}, read.value().server.rules.size());
    CPPUNIT_ASSERT_EQUAL(1U, read.value().server.rules[0].id);
    CPPUNIT_ASSERT_EQUAL(directory_.path() + "/rules", read.value().server_root);
    std::filesystem::create_directory(directory_.path() + "/empty");
    const auto empty = ReadConfiguration(directory_.path() + "/empty");
    CPPUNIT_ASSERT(!empty.ok());
    CPPUNIT_ASSERT_EQUAL("there is no *.conf in " + directory_.path() + "/empty", empty.error());
  }

  void ListsOfWordsLieBesideTheFileThatNamesThem() {
    directory_.Write("rules/words/tools.txt", "# Tools.\nnikto\nzmap\n");
    directory_.Write("rules/tools.conf", "ErrWatchRule 100 vuln_scan words=@words/tools.txt '^@tools@/'\n");
    directory_.Write("own.txt", "ours\n");
    const Configuration read = Read(
        "ErrWatchWords tools theirs @own.txt\nInclude rules/*.conf\nErrWatchRule 101 xss words=@own.txt\n");
    CPPUNIT_ASSERT_EQUAL(std::string("^(?:theirs|nikto|ours|zmap)/"),
                         std::string(read.server.rules[0].FullText()));
    CPPUNIT_ASSERT_EQUAL(size_t{2}, read.server.rules.size());
    AssertError("ErrWatchRule 1 xss words=@tools.txt", "httpd.conf:1",
                "rule 1: words=: cannot read " + directory_.Path("tools.txt") + ": No such file");
    AssertError("Include rules/*.conf\nErrWatchWords tools theirs", "httpd.conf:2",
                "rule 100 at " + directory_.Path("rules/tools.conf") +
                    ":1 has read the list \"tools\" already: write this line in front of it");
  }

  void UnreadableFiles() {
    const auto missing = ReadConfiguration(directory_.path() + "/none.conf");
    CPPUNIT_ASSERT(!missing.ok());
    CPPUNIT_ASSERT_EQUAL("cannot read " + directory_.path() + "/none.conf: No such file or directory",
                         missing.error());
    CPPUNIT_ASSERT(!ReadConfiguration("").ok());
  }

  // Else a rule that httpd refuses would be passed over.
  void WhatHttpdWouldNotRead() {
    AssertError(
        "\xEF\xBB\xBF"
        "ErrWatchEngine On\n",
        "httpd.conf:1", "begins with a byte order mark");
    AssertError(std::string_view("\xFF\xFE"
                                 "E\0\n\0",
                                 6),
                "httpd.conf:1", "is UTF-16");
    directory_.Write("rules.conf", "\xEF\xBB\xBF# Rules.\n");
    AssertError("Include rules.conf\n", "rules.conf:1", "begins with a byte order mark");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfigReaderFilesTest);

}  // namespace
}  // namespace errwatch
