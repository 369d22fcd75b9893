#include "cli/logs/file_form.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class FileFormTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FileFormTest);
  CPPUNIT_TEST(LinesTell);
  CPPUNIT_TEST(SaysWhatElseItIs);
  CPPUNIT_TEST(AGivenFormatTells);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LinesTell() {
    const std::string errors = LineAt(1, "core:info", "192.0.2.4", "AH00128: x");
    CPPUNIT_ASSERT(Kind(InputKind::kAny, kAccessLog) == InputKind::kAccess);
    CPPUNIT_ASSERT(Kind(InputKind::kAny, errors) == InputKind::kLog);
    CPPUNIT_ASSERT(Kind(InputKind::kAny, "") == InputKind::kLog);
    CPPUNIT_ASSERT(Kind(InputKind::kJsonl, kAccessLog) == InputKind::kJsonl);
    // What a child wrote into an error log.
    CPPUNIT_ASSERT(Kind(InputKind::kAny, errors + errors + errors + kAccessLog) == InputKind::kLog);
  }

  void SaysWhatElseItIs() {
    const FileForm access = FormOfFile({InputKind::kLog}, kAccessLog);
    CPPUNIT_ASSERT(access.is_access_log && access.form.kind == InputKind::kLog && access.error.empty());
    const std::string errors = LineAt(1, "core:info", "192.0.2.4", "AH00128: x");
    CPPUNIT_ASSERT_EQUAL(std::string("is an error log: --input log reads it"),
                         FormOfFile({InputKind::kAccess}, errors).error);
    CPPUNIT_ASSERT_EQUAL(
        std::string("has lines of no format that is known here: --log-format says how they are written"),
        FormOfFile({InputKind::kAccess}, "a\nb\n").error);
  }

  void AGivenFormatTells() {
    const auto format = std::make_shared<const AccessFormat>(ParseAccessFormat("%a %>s \"%r\"").value());
    const FileForm own = FormOfFile({InputKind::kAny, format}, "192.0.2.4 200 \"GET / HTTP/1.1\"\n");
    CPPUNIT_ASSERT(own.form.kind == InputKind::kAccess && own.form.access == format);
    CPPUNIT_ASSERT(
        FormOfFile({InputKind::kAny, format}, LineAt(1, "core:info", "192.0.2.4", "x")).form.kind ==
        InputKind::kLog);
    const std::string why = FormOfFile({InputKind::kAccess, format}, kAccessLog).error;
    CPPUNIT_ASSERT_MESSAGE(why, why.find("its lines look like \"%h %l %u %t") == 0);
  }

 private:
  static InputKind Kind(InputKind asked, const std::string& lines) {
    return FormOfFile({asked}, lines).form.kind;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileFormTest);

}  // namespace
}  // namespace errwatch::cli
