#include "cli/logs/export_of_file.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

namespace errwatch::cli {
namespace {

class ExportOfFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExportOfFileTest);
  CPPUNIT_TEST(EachKindHasItsReader);
  CPPUNIT_TEST(LinesAreLeftAlone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EachKindHasItsReader() {
    for (const std::string_view text : {"[{\"message\":\"a\"}]", "\xEF\xBB\xBF[{\"message\":\"a\"}]",
                                        "message,h\na,", "\xEF\xBB\xBFmessage;h\na;"}) {
      const std::unique_ptr<ExportReader> reader = MakeExportReader(text, 100);
      CPPUNIT_ASSERT_MESSAGE(std::string(text), reader != nullptr);
      std::string lines;
      reader->Take(text, lines);
      reader->Finish(lines);
      CPPUNIT_ASSERT_EQUAL(std::string("{\"message\":\"a\"}\n"), lines);
    }
  }

  void LinesAreLeftAlone() {
    for (const std::string_view text :
         {"", "{\"message\":\"a\"}\n", "[Sun Nov 22 10:00:00 2026] [error] a, b\n"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), MakeExportReader(text, 100) == nullptr);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExportOfFileTest);

}  // namespace
}  // namespace errwatch::cli
