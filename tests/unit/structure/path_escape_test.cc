#include "structure/path_escape.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/decoded_value.h"
#include "unit/everyday_values.h"

namespace errwatch {
namespace {

class PathEscapeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PathEscapeTest);
  CPPUNIT_TEST(AttacksAreFound);
  CPPUNIT_TEST(EverydayValuesAreNot);
  CPPUNIT_TEST(NearMissesAreNot);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AttacksAreFound() { CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasPathEscape, kAttacks, true)); }
  void EverydayValuesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasPathEscape, kEverydayValues, false));
  }
  void NearMissesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasPathEscape, kNearMisses, false));
  }

  void AllocatesNothing() {
    std::vector<DecodedValue> values;
    for (const auto* list : {&kAttacks, &kNearMisses})
      for (const std::string_view sent : *list) values.emplace_back(sent);
    std::size_t found = 0;
    const AllocationCounter counter;
    for (const DecodedValue& value : values) found += HasPathEscape(value.value());
    const std::size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
    CPPUNIT_ASSERT_EQUAL(kAttacks.size(), found);
  }

 private:
  // As they are sent in a query.
  const std::vector<std::string_view> kAttacks = {
      "../../x",
      "../../../../etc/passwd",
      "..%2f..%2fx",
      "..%252f..%252fx",
      "..%25252f..%25252fx",
      "..\\..\\x",
      "..%5c..%5cx",
      "..%255c..%255cx",
      "..\\../x",
      "a/../../b",
      "/a/../../b",
      "/images/../../../x",
      "/../x",
      "/..",
      "/../wp-config.php",
      "/../../x",
      "../../",
      "../..",
      "\\..\\x",
      "x=../../y",
      "{\"f\":\"../../x\"}",
      "a.php?f=../../x",
      "../etc/passwd",
      "../.env",
      "../.ssh/id",
      "../.git/config",
      "../windows/x",
      "../WEB-INF/web.xml",
      "../boot.ini",
      "../proc/self/environ",
      "../home/x",
      "../var/log",
      "../usr/x",
      "../root/x",
      "..;/manager",
      "..;/",
      "/..;/x",
      "..;a/x",
      "....//....//x",
      "....//x",
      "..././..././x",
      ".../.../x",
      "..../..../x",
      "....\\\\x",
      "...../x/....../y",
      "%2e%2e/x",
      "%2E%2E/x",
      "%2e%2e%2fx",
      ".%2e/x",
      "%2e./x",
      "%252e%252e/x",
      "..%c0%afx",
      "..%c1%9cx",
      "%c0%ae%c0%ae/x",
      "%c0%2e%c0%2e/x",
      "..%e0%80%afx",
      "..%f0%80%80%afx",
      "%u002e%u002e/x",
      "..%u2215x",
      "..%uff0fx",
      "..%e2%88%95..%e2%88%95x",
      "..%e2%88%95x",
      "..%%32%66..%%32%66x",
      ".%%32%65/x",
      "..%bg%qfx",
      "x.php%00.jpg",
      "x.php%00",
      "/etc/x%00.png",
      "a/b.txt%2500.html",
      "x.jsp%00/",
      "x.asp::$DATA",
      "web.config::$data",
      "/dir::$INDEX_ALLOCATION",
      "/a*~1*/.aspx",
      "*~1*",
      "/./././x",
      "/.//./././x",
      "..0x2f..0x2fx",
      "..5c..5cx",
      "..2f..2fx",
      "..%01/x",
      "..%00/..%00/x",
      "/%2e%2e/x",
      "%5c..%5cx",
      "static/..%2f..%2fx",
  };
  const std::vector<std::string_view> kNearMisses = {
      "../list",
      "../",
      "..",
      "./",
      "./a",
      "../a.html",
      "../images/a.png",
      "../etcetera",
      "../variants",
      "../homes",
      "../users",
      "../rooted",
      "a/..",
      "a/../b",
      "a/b/../c",
      "a/b/../c/../d",
      "css/../x",
      "/a/../b",
      "/a/b/../c",
      "x/./y",
      "./x/./y",
      "/a/./b",
      "v1..v2",
      "1..2",
      "a..b",
      "a..b/c",
      "main..dev",
      "main...dev",
      "a.../b",
      "...",
      "....",
      ".....",
      "... and so on",
      "wait.../x",
      "etc.../and",
      "and so on.../",
      "yes../no",
      "Hello..",
      "..hello",
      "..hello/world",
      "so.. what",
      "..., ...",
      "a, .. b",
      "..., ../",
      "(..)",
      "[..]",
      "cd ../.. and back",
      "see ../.. for more",
      "from ../../x import y",
      "the ../../ notation",
      "x.y.z",
      "/.well-known/x",
      "/a/.b/c",
      ".env",
      ".",
      "1.5",
      ".5",
      ".net",
      "a.b/c.d",
      "index.php",
      "a;b=c",
      "x;y/z",
      "/a;jsessionid=1/b",
      "..;",
      "info%00hash%01%02",
      "%00%01%02%ff",
      "%12%34%00%56%78",
      "abc%00def%00ghi%00jkl",
      "%00",
      "x%00",
      "hello%00",
      "a~1",
      "~1",
      "progra~1",
      "file~2.txt",
      "~user",
      "a*b~c",
      "x~",
      "::",
      "a::b",
      "std::data",
      "x::$",
      "a::$b",
      "::$dat",
      "%2e",
      "%2E",
      "a%2eb",
      "x%2ehtml",
      "v1%2e2",
      "x%2etxt",
      "%2e%2e",
      "a%2e%2eb",
      "%c0",
      "%c0+la+carte",
      "..%20x",
      "..+x",
      "caf%e9..",
      "%c3%80..",
      "100%25..",
      "..%2f",
      "..%2fx",
      "..%5cx",
      "return=..%2Flist",
      "?r=..%252Flist",
      "%u00e9",
      "%uff21",
      "%ef%bc%a1",
      "2f..2f",
      "..2f",
      "5c..",
      "0x2e",
      "..0x",
      "/a//b",
      "a//../b",
      "//a/../b",
      "https://example.org/a/../b",
      "http://example.org/../x",
      "https://example.org/a/b/../c/../d",
  };
};

CPPUNIT_TEST_SUITE_REGISTRATION(PathEscapeTest);

}  // namespace
}  // namespace errwatch
