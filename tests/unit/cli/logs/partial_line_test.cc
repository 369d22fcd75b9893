#include "cli/logs/partial_line.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class PartialLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PartialLineTest);
  CPPUNIT_TEST(PartsAreJoined);
  CPPUNIT_TEST(OtherLinesAreLeftAlone);
  CPPUNIT_TEST(WholeLinesOfABlock);
  CPPUNIT_TEST_SUITE_END();

  using Taken = PartialLine::Taken;

 public:
  void PartsAreJoined() {
    PartialLine line;
    CPPUNIT_ASSERT(line.Take("2026-11-22T10:00:00.1Z stderr P [core:err") == Taken::kPart && line.begun());
    CPPUNIT_ASSERT(line.Take("2026-11-22T10:00:00.2Z stdout F x") == Taken::kNothing);
    CPPUNIT_ASSERT(line.Take("2026-11-22T10:00:00.2Z stderr P or] ") == Taken::kPart);
    CPPUNIT_ASSERT(line.Take("2026-11-22T10:00:00.3Z stderr F  text") == Taken::kEnd && line.parts() == 3);
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T10:00:00.1Z stderr F [core:error]  text"), line.Finish());
    CPPUNIT_ASSERT(!line.begun());
  }

  void OtherLinesAreLeftAlone() {
    PartialLine line;
    for (const char* text :
         {"", "2026-11-22T10:00:00.1Z stderr F [core:error] x", "[core:error] stderr P x", "x stderr P y",
          "2026-11-22T10:00:00.1Z stderr P", "2026-11-22T10:00:00.1Z stdlog P x"})
      CPPUNIT_ASSERT_MESSAGE(text, line.Take(text) == Taken::kNothing && !line.begun());
  }

  // One whose end never comes is a line, too.
  void WholeLinesOfABlock() {
    const std::string at = "2026-11-22T10:00:00Z stderr ";
    std::string lines;
    ForEachWholeLine(
        "a\n" + at + "P b\n" + at + "F c\n\n" + at + "P d\ne\n" + at + "P f", [&](const WholeLine& line) {
          lines +=
              std::string(line.text) + "|" + std::to_string(line.parts) + (line.joined ? "j" : "") + "\n";
        });
    CPPUNIT_ASSERT_EQUAL("a|1\n" + at + "F bc|2j\n|1\n" + at + "F d|1j\ne|1\n" + at + "F f|1j\n", lines);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PartialLineTest);

}  // namespace
}  // namespace errwatch::cli
