#include "cli/logs/file_form.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>
#include <string_view>

#include "cli/logs/entry_reader.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class FileFormTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FileFormTest);
  CPPUNIT_TEST(LinesTell);
  CPPUNIT_TEST(SaysWhatElseItIs);
  CPPUNIT_TEST(AGivenFormatTells);
  CPPUNIT_TEST(WhatCollectorsPutInFront);
  CPPUNIT_TEST(APrefixOfOneLineIsNone);
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

  void WhatCollectorsPutInFront() {
    constexpr std::string_view kLine =
        "192.0.2.4 - - [22/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 45 \"-\" \"curl\"";
    for (const char* prefix :
         {"Nov 28 10:00:00 web1 apache: ", "<134>Nov 28 10:00:00 web1 apache[7]: ", "Nov 28 10:00:00 web1 ",
          "<134>1 2026-11-28T10:00:00Z web1 app - - - ", "2026-11-28T10:00:00+0100 web1 apache[7]: ",
          "2026-11-28T10:00:00.000000000Z stdout F ", "2026-11-28T10:00:00.000000000Z ", "web_1  | ",
          "[pod/web-1/apache] ", "Nov 28 10:00:00 node docker[7]: web_1 | "}) {
      const std::string line = prefix + std::string(kLine);
      for (const auto& given :
           {std::shared_ptr<const AccessFormat>(),
            std::make_shared<const AccessFormat>(ParseAccessFormat("combined").value())}) {
        const FileForm form = FormOfFile({InputKind::kAny, given}, line + "\n" + line + "\n");
        CPPUNIT_ASSERT_MESSAGE(line, form.form.kind == InputKind::kAccess && form.form.access_prefix != 0);
        EntryReader reader(InputKind::kAny, kNowUs);
        reader.SetForm(form.form);
        const EntryReader::Read read = reader.Next(line);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(line, std::string("192.0.2.4"), read.client.ToString());
        CPPUNIT_ASSERT_MESSAGE(line, read.entry.uri == "/" && read.time == kTenUs);
        // No line has any other.
        CPPUNIT_ASSERT_MESSAGE(line, !reader.Next(kLine).error.empty());
        const EntryReader::Read other = reader.Next("2026-11-28T10:00:00Z stderr F " + std::string(kLine));
        CPPUNIT_ASSERT_MESSAGE(line, !other.error.empty() || other.client.empty());
      }
    }
    const std::string errors = LineAt(1, "core:info", "192.0.2.4", "AH00128: x");
    CPPUNIT_ASSERT(Kind(InputKind::kAny, "Nov 28 10:00:00 web1 apache: " + errors) == InputKind::kLog);
  }

  // Whatever a client or its name server puts at the front of a line, or anywhere in it.
  void APrefixOfOneLineIsNone() {
    const std::string plain = kAccessLog;
    for (const char* name : {"1724455197", "2001:db8::", "<134>1", "web: 192.0.2.66"}) {
      const std::string forged =
          std::string(name) +
          " - - [22/Nov/2026:10:00:00 +0000] \"Nov 28 10:00:00 web1 apache: 192.0.2.66 - -\" 400 5\n";
      const FileForm form = FormOfFile({InputKind::kAny}, plain + forged + plain);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, uint32_t{0}, form.form.access_prefix);
      EntryReader reader(InputKind::kAny, kNowUs);
      reader.SetForm(form.form);
      CPPUNIT_ASSERT_MESSAGE(name, reader.Next(forged).client.ToString() != "192.0.2.66");
    }
    // Behind a prefix that names no program a client stands that looks like one.
    const std::string syslog = "Nov 28 10:00:00 web1 ";
    std::string line =
        syslog + "2001:db8:: 192.0.2.66 - [22/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n";
    const FileForm form = FormOfFile({InputKind::kAny}, line + line);
    EntryReader reader(InputKind::kAny, kNowUs);
    reader.SetForm(form.form);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::"), reader.Next(line).client.ToString());
  }

 private:
  static InputKind Kind(InputKind asked, const std::string& lines) {
    return FormOfFile({asked}, lines).form.kind;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileFormTest);

}  // namespace
}  // namespace errwatch::cli
