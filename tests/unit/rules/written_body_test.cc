#include "rules/written_body.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/rules/engine.h"

namespace errwatch {
namespace {

class WrittenBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WrittenBodyTest);
  CPPUNIT_TEST(TellsWhetherABodyIsWritten);
  CPPUNIT_TEST_SUITE_END();

 public:
  // A field of a body says for itself whether somebody may have written it; others do not count.
  void TellsWhetherABodyIsWritten() {
    Engine engine({R"(1 sql_injection target=args,body,headers "union")",
                   R"(2 xss target=body "<b" and target=body "x=")", R"(3 benign target=body "union club")",
                   R"(4 path_traversal target=body cost=0 "/var/log")"});
    Entry entry;
    const auto ask = [&](std::string_view body) {
      entry.body = body;
      return engine.Ask(entry);
    };
    CPPUNIT_ASSERT(ask("comment=a+union").found == Bit(Target::kBody) && ask("comment=a+union").written);
    CPPUNIT_ASSERT(ask("id=' x&comment=a+union&b=;c").written);
    CPPUNIT_ASSERT(ask("id=1+union").found == Bit(Target::kBody) && !ask("id=1+union").written);
    CPPUNIT_ASSERT(!ask("comment=a+union&id=1+union").written);
    CPPUNIT_ASSERT(!ask("id=1+union&comment=a+union").client_alone);  // a page can post it
    // What counts nothing hides nothing of what is written.
    CPPUNIT_ASSERT(ask("comment=a+union&file=/var/log").written);
    CPPUNIT_ASSERT(ask("file=/var/log").found == Bit(Target::kBody));
    CPPUNIT_ASSERT(ask("x=1&y=2").category == Category::kBenign && !ask("x=1&y=2").written);
    // What is found beside it is found as well: nobody hides the one behind the other.
    entry.args = "union";
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kArgs) | Bit(Target::kBody), int{ask("id=1+union").found});
    entry.headers = "X: union";
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kHeaders) | Bit(Target::kBody), int{ask("id=1+union").found});
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WrittenBodyTest);

}  // namespace
}  // namespace errwatch
