#include "cli/access/log_escapes.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class LogEscapesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogEscapesTest);
  CPPUNIT_TEST(UndoesWhatHttpdWrites);
  CPPUNIT_TEST(UndoesJson);
  CPPUNIT_TEST(FindsTheClosingMark);
  CPPUNIT_TEST_SUITE_END();

 public:
  // Each byte as ap_escape_logitem writes it.
  void UndoesWhatHttpdWrites() {
    std::string bytes, written;
    for (int i = 1; i < 256; ++i) {
      const auto byte = static_cast<char>(i);
      bytes += byte;
      constexpr std::string_view kLetters = "bntvr\"\\";
      constexpr std::string_view kMeant = "\b\n\t\v\r\"\\";
      const std::size_t letter = kMeant.find(byte);
      if (letter != std::string_view::npos) {
        written += std::string("\\") + kLetters[letter];
      } else if (i < 0x20 || i > 0x7e) {
        constexpr std::string_view kHex = "0123456789abcdef";
        written += std::string("\\x") + kHex[static_cast<std::size_t>(i) >> 4] +
                   kHex[static_cast<std::size_t>(i) & 15];
      } else {
        written += byte;
      }
    }
    std::string undone;
    UndoLogEscapes(written, undone);
    CPPUNIT_ASSERT_EQUAL(bytes, undone);
    UndoLogEscapes("\\", undone = "");
    CPPUNIT_ASSERT_EQUAL(std::string("\\"), undone);
    UndoLogEscapes("\\u0041\\x4", undone = "");
    CPPUNIT_ASSERT_EQUAL(std::string("\\u0041\\x4"), undone);
  }

  void UndoesJson() {
    std::string undone;
    UndoJsonEscapes(R"(\u0041\u00e9\u20ac\ud83d\ude00\/\f\x41\ud83d)", undone);
    CPPUNIT_ASSERT_EQUAL(std::string("A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80/\f"
                                     "A\xed\xa0\xbd"),
                         undone);
  }

  void FindsTheClosingMark() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, EndOfQuoted("a\\\"b\" c"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, EndOfQuoted("\\\\\""));
    CPPUNIT_ASSERT_EQUAL(std::string_view::npos, EndOfQuoted("\\\\\\\""));
    CPPUNIT_ASSERT_EQUAL(std::string_view::npos, EndOfQuoted("abc"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, EndOfQuoted("\""));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LogEscapesTest);

}  // namespace
}  // namespace errwatch::cli
