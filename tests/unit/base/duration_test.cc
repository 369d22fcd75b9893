#include "base/duration.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class DurationTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DurationTest);
  CPPUNIT_TEST(Durations);
  CPPUNIT_TEST(DurationsRoundTrip);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Durations() {
    const struct {
      const char* text;
      int64_t ms;
    } kCases[] = {{"0s", 0},
                  {"1s", 1000},
                  {"90s", 90'000},
                  {"10m", 600'000},
                  {"36h", 129600000},
                  {"7d", 604'800'000},
                  {"3650d", 315360000000},
                  {"0d", 0},
                  {"007s", 7000},
                  {"87600h", 315360000000}};
    for (const auto& c : kCases) {
      const auto duration = ParseDuration(c.text);
      CPPUNIT_ASSERT_MESSAGE(c.text, duration.ok());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(c.text, c.ms, static_cast<int64_t>(duration.value().count()));
    }
    for (const char* wrong :
         {"", "5", "s", "m", "-5s", "+5s", "5 s", " 5s", "5s ", "5S", "1h30m", "1.5h", "5ms", "0x5s", "5w"}) {
      const auto duration = ParseDuration(wrong);
      CPPUNIT_ASSERT_MESSAGE(wrong, !duration.ok());
      CPPUNIT_ASSERT_MESSAGE(duration.error(),
                             duration.error().find("as in 90s or 10m") != std::string::npos);
    }
    for (const char* longer :
         {"3651d", "87601h", "315360001s", "9223372036854775807s", "99999999999999999999999d"}) {
      const auto duration = ParseDuration(longer);
      CPPUNIT_ASSERT_MESSAGE(longer, !duration.ok());
      CPPUNIT_ASSERT_MESSAGE(duration.error(),
                             duration.error().find("the most is 3650d") != std::string::npos);
    }
  }

  void DurationsRoundTrip() {
    for (const char* text : {"0s", "1s", "59s", "1m", "90s", "10m", "1h", "36h", "1d", "7d", "3650d"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(text), FormatDuration(ParseDuration(text).value()));
    }
    CPPUNIT_ASSERT_EQUAL(std::string("1d"), FormatDuration(Milliseconds(86'400'000)));
    CPPUNIT_ASSERT_EQUAL(std::string("1m"), FormatDuration(ParseDuration("60s").value()));
    CPPUNIT_ASSERT_EQUAL(std::string("1500ms"), FormatDuration(Milliseconds(1500)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DurationTest);

}  // namespace
}  // namespace errwatch
