#include "cli/logs/moment.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

constexpr int64_t kSecondMicros = 1'000'000;
constexpr int64_t kNowMicros = 1'795'341'600 * kSecondMicros;  // 2026-11-22T10:00:00Z

class MomentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MomentTest);
  CPPUNIT_TEST(ReadsMoments);
  CPPUNIT_TEST(SaysWhatWouldBeOne);
  CPPUNIT_TEST(NoDayOfItsMonth);
  CPPUNIT_TEST_SUITE_END();

  static int64_t SecondsAgo(const char* text) {
    const auto moment = ParseMoment("--since", text, kNowMicros);
    CPPUNIT_ASSERT_MESSAGE(text, moment && moment.value());
    return (kNowMicros - *moment.value()) / kSecondMicros;
  }

 public:
  void ReadsMoments() {
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, SecondsAgo("now"));
    CPPUNIT_ASSERT_EQUAL(int64_t{7200}, SecondsAgo("2h"));
    CPPUNIT_ASSERT_EQUAL(int64_t{600}, SecondsAgo("10m ago"));
    CPPUNIT_ASSERT_EQUAL(int64_t{3600}, SecondsAgo("2026-11-22T09:00:00Z"));
    CPPUNIT_ASSERT(SecondsAgo("yesterday") > SecondsAgo("Today"));
    CPPUNIT_ASSERT_EQUAL(SecondsAgo("today"), SecondsAgo("2026-11-22"));
    const auto none = ParseMoment("--since", "", kNowMicros);
    CPPUNIT_ASSERT(none && !none.value());
  }

  void NoDayOfItsMonth() {
    for (const char* text : {"2026-02-30", "2026-02-29", "2026-04-31 10:00:00", "2026-11-31T10:00:00Z",
                             "31/Nov/2026:10:00:00 +0000", "Mon Feb 30 10:00:00 2026", "2100-02-29"})
      CPPUNIT_ASSERT_MESSAGE(text, !ParseMoment("--since", text, kNowMicros));
    for (const char* text : {"2024-02-29", "2026-12-31", "2000-02-29T00:00:00Z", "Feb 29 10:00:00"})
      CPPUNIT_ASSERT_MESSAGE(text, ParseMoment("--since", text, kNowMicros));
    CPPUNIT_ASSERT_EQUAL(SecondsAgo("Feb 29 10:00:00 2024"), SecondsAgo("Feb 29 10:00:00"));
  }

  void SaysWhatWouldBeOne() {
    const auto moment = ParseMoment("--until", "yesteday", kNowMicros);
    CPPUNIT_ASSERT(!moment);
    CPPUNIT_ASSERT_MESSAGE(moment.error(), moment.error().starts_with("--until: \"yesteday\" is no time") &&
                                               moment.error().find("did you mean") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MomentTest);

}  // namespace
}  // namespace errwatch::cli
