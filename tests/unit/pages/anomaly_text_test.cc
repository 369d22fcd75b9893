#include "pages/anomaly_text.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

constexpr Tick kNow{4'000'000'000};

class AnomalyTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AnomalyTextTest);
  CPPUNIT_TEST(SaysHowMuchOfWhom);
  CPPUNIT_TEST(LongTimesAreReadable);
  CPPUNIT_TEST(NothingIsLeftInBraces);
  CPPUNIT_TEST(ABeginningThatIsToComeIsNow);
  CPPUNIT_TEST(APlaceIsWhatIsKnownOfIt);
  CPPUNIT_TEST_SUITE_END();

  void SaysHowMuchOfWhom() {
    const Anomaly burst{AnomalyKind::kBurst, 312, 12, 40, Tick{kNow.value - 30'000}};
    CPPUNIT_ASSERT_EQUAL(
        std::string("312 entries of one kind from 40 clients within 5m 00s, where 12 are usual"),
        AnomalyText(burst, kNow));
    const Anomaly news{AnomalyKind::kNewTemplate, 3, 0, 1, kNow};
    CPPUNIT_ASSERT_EQUAL(
        std::string("an entry of a kind that was never seen before, at least 3 times from 1 client"),
        AnomalyText(news, kNow));
    const Anomaly release{AnomalyKind::kDeployment, 5, 0, 0, Tick{kNow.value - 25 * 60 * 100}};
    CPPUNIT_ASSERT(
        AnomalyText(release, kNow)
            .starts_with(
                "5 kinds of entries are new or have changed, the first 25m 00s before this was told: "));
  }

  void LongTimesAreReadable() {
    const Anomaly rise{AnomalyKind::kRise, 900, 300, 0, Tick{kNow.value - 1100 * 60 * 100}};
    CPPUNIT_ASSERT_EQUAL(
        std::string("one kind of entry has become more frequent: 900 within 18h 20m, where 300 are usual"),
        AnomalyText(rise, kNow));
    const Anomaly odd{AnomalyKind::kUnusualRequest, 26, 26, 1, kNow};
    CPPUNIT_ASSERT_EQUAL(
        std::string("a request unlike those of this site: 26 points; 26 and more are rare here"),
        AnomalyText(odd, kNow));
  }

  void NothingIsLeftInBraces() {
    for (uint8_t i = 0; i < kAnomalyKindCount; ++i) {
      const Anomaly anomaly{static_cast<AnomalyKind>(i), 7, 5, 0, Tick{kNow.value - 100}};
      CPPUNIT_ASSERT(AnomalyText(anomaly, kNow).find('{') == std::string::npos);
      const std::string japanese = AnomalyText(anomaly, kNow, Language::kJapanese);
      CPPUNIT_ASSERT(japanese.find('{') == std::string::npos && japanese != AnomalyText(anomaly, kNow));
      CPPUNIT_ASSERT(japanese.find('7') != std::string::npos);
    }
  }

  void ABeginningThatIsToComeIsNow() {
    const Anomaly silence{AnomalyKind::kSilence, 0, 9, 0, Tick{kNow.value + 100'000}};
    CPPUNIT_ASSERT(AnomalyText(silence, kNow).find("within 1s") != std::string::npos);
  }

  void APlaceIsWhatIsKnownOfIt() {
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org, /login, 203.0.113.0/24"),
                         AnomalyPlace({"www.example.org", "/login", "203.0.113.0/24"}));
    CPPUNIT_ASSERT_EQUAL(std::string("/login"), AnomalyPlace({"", "/login", ""}));
    CPPUNIT_ASSERT(AnomalyPlace({"", ""}).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AnomalyTextTest);

}  // namespace
}  // namespace errwatch
