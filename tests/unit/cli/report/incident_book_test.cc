#include "cli/report/incident_book.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class IncidentBookTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentBookTest);
  CPPUNIT_TEST(APauseEndsAnIncident);
  CPPUNIT_TEST(SeveralWithTheSamePatternAreOne);
  CPPUNIT_TEST(OthersAtTheSameTimeAreNot);
  CPPUNIT_TEST(WhoSharesAnAttackIsOneOfAnIncident);
  CPPUNIT_TEST(WhatIsMinor);
  CPPUNIT_TEST(EnoughEvidenceIsAnIncidentWithoutTimes);
  CPPUNIT_TEST(WhatLimitsLetPassIsMinor);
  CPPUNIT_TEST(WhatOthersDidLaterIsNoIncidentOfItsOwn);
  CPPUNIT_TEST(SignsComeFirst);
  CPPUNIT_TEST(AFormAloneMakesNoIncident);
  CPPUNIT_TEST(RangesBlockTheirClients);
  CPPUNIT_TEST(ForgetsProxies);
  CPPUNIT_TEST(IsBounded);
  CPPUNIT_TEST_SUITE_END();

  static constexpr int kHour = 3600;
  MinorSums minor_;

  std::vector<Incident> Take(IncidentBook& book) { return book.Take(DefaultLimits(), minor_); }
  static Sighting Failure(int second, std::string_view client) {
    Sighting sighting = AttackAt(second, client);
    sighting.category = Category::kAuthFailure;
    sighting.rule = 1201;
    sighting.cost = 1;
    sighting.path = "/login";
    return sighting;
  }

 public:
  // Each of them once, and asking for something of its own.
  void WhoSharesAnAttackIsOneOfAnIncident() {
    IncidentBook book;
    for (int bot = 0; bot < 40; ++bot) {
      Sighting failure = Failure(60 * bot, "203.0.113." + std::to_string(bot + 1));
      const std::string path = "/login" + std::to_string(bot % 20);
      failure.path = path;
      if (bot > 1) {
        failure.joins = AnomalyKind::kBruteForce;
        failure.joined_target = bot < 39 ? 5 : 6;
      }
      book.Add(failure);
    }
    book.Join(*ClientAddress::Parse("203.0.113.2"), 60 * 1'000'000 + AttackAt(0).time_us,
              AnomalyKind::kBruteForce, 5);
    book.Add(Failure(70, "192.0.2.3"));  // who mistypes at that time
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, incidents.size());
    CPPUNIT_ASSERT(incidents[0].sum.joins == AnomalyKind::kBruteForce);
    CPPUNIT_ASSERT_EQUAL(std::size_t{38}, incidents[0].clients.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents[1].clients.size());  // another target
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, minor_.clients);
  }

  void APauseEndsAnIncident() {
    IncidentBook book;
    book.Add(AttackAt(0));
    book.Add(AttackAt(kHour));
    book.Add(AttackAt(3 * kHour));
    book.Add(AttackAt(kHour / 2));  // any order
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, incidents.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, incidents[0].sum.entries + incidents[1].sum.entries);
    IncidentBook patient(int64_t{2} * kHour * 1'000'000);
    for (const int second : {0, kHour, 3 * kHour}) patient.Add(AttackAt(second));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Take(patient).size());
  }

  void SeveralWithTheSamePatternAreOne() {
    IncidentBook book;
    book.Add(AttackAt(0, "192.0.2.4"));
    book.Add(AttackAt(60, "198.51.100.4"));
    book.Add(AttackAt(90, "203.0.113.4"));
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, incidents[0].clients.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, incidents[0].sum.entries);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, incidents[0].clients[1].entries);
  }

  void OthersAtTheSameTimeAreNot() {
    IncidentBook book;
    book.Add(AttackAt(0, "192.0.2.4"));
    Sighting other = AttackAt(1, "192.0.2.5");
    other.rule = 3021;
    other.path = "/elsewhere";
    book.Add(other);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Take(book).size());
  }

  void WhatIsMinor() {
    IncidentBook book;
    book.Add(Failure(0, "192.0.2.4"));
    book.Add(Failure(1, "192.0.2.4"));
    Sighting typed = AttackAt(2, "192.0.2.5");  // weighed, and found to be a person's text
    typed.charged = false;
    book.Add(typed);
    CPPUNIT_ASSERT(Take(book).empty());
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, minor_.clients);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, minor_.entries);
  }

  void EnoughEvidenceIsAnIncidentWithoutTimes() {
    IncidentBook book;
    for (int i = 0; i < 8; ++i) {
      Sighting sighting = Failure(0, "192.0.2.4");
      sighting.time_us = kNoTime;
      book.Add(sighting);
    }
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT_EQUAL(kNoTime, incidents[0].sum.first_us);
  }

  // Dead links at a crawler's pace; but not passwords.
  void WhatLimitsLetPassIsMinor() {
    IncidentBook book;
    for (const char* client : {"192.0.2.4", "192.0.2.5"}) {
      for (int i = 0; i < 40; ++i) {
        Sighting sighting = Failure(i * 60, client);
        sighting.judged = true;
        if (client == std::string_view("192.0.2.4")) sighting.category = Category::kVulnScan;
        book.Add(sighting);
      }
    }
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT(incidents[0].clients[0].address == AddressOf("192.0.2.5"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{40}, minor_.entries);
  }

  void WhatOthersDidLaterIsNoIncidentOfItsOwn() {
    IncidentBook book;
    const Sighting upload = AttackAt(0, "192.0.2.4");
    book.Add(upload);
    const Sighting used = AttackAt(20 * kHour, "192.0.2.77");
    book.AddSign(upload.client, {SignKind::kUploadUsed, 1, "x.php", SampleOf(used)}, true);
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, incidents[0].sum.signs_seen);
    CPPUNIT_ASSERT_EQUAL(kTenUs, incidents[0].sum.last_us);
  }

  void SignsComeFirst() {
    IncidentBook book;
    for (int i = 0; i < 9; ++i) book.Add(AttackAt(i, "192.0.2.4"));
    Sighting other = AttackAt(0, "192.0.2.5");
    other.path = "/x";
    other.rule = 1;
    book.Add(other);
    book.AddSign(other.client, {SignKind::kAnswered, 1, {}, SampleOf(other)}, true);
    Sighting third = AttackAt(0, "192.0.2.6");
    third.path = "/y";
    third.rule = 2;
    book.Add(third);
    book.AddSign(third.client, {SignKind::kUploadUsed, 1, "y", SampleOf(third)}, true);
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, incidents.size());
    CPPUNIT_ASSERT(incidents[0].clients[0].address == third.client);
    CPPUNIT_ASSERT(incidents[1].clients[0].address == other.client);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents[0].LikelySigns());
  }

  void AFormAloneMakesNoIncident() {
    IncidentBook book;
    book.AddSign(AddressOf("192.0.2.4"), {SignKind::kFormPassed, 9, {}, SampleOf(AttackAt(0))}, false);
    CPPUNIT_ASSERT(Take(book).empty());
    IncidentBook other;
    other.Add(AttackAt(0));
    other.AddSign(AddressOf("192.0.2.4"), {SignKind::kFormPassed, 9, {}, SampleOf(AttackAt(0))}, false);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Take(other)[0].sum.signs_seen);
  }

  void RangesBlockTheirClients() {
    IncidentBook book;
    book.Add(Failure(0, "192.0.2.4"));
    book.Add(Failure(0, "198.51.100.4"));
    book.AddRangeBlock(AddressOf("192.0.2.0"), {kTenUs, kTenUs + 1, "range", 0, false, kNoTime, false, 120});
    const std::vector<Incident> incidents = Take(book);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents[0].blocked_clients);
    CPPUNIT_ASSERT(incidents[0].clients[0].address == AddressOf("192.0.2.4"));
  }

  void ForgetsProxies() {
    IncidentBook book;
    book.Add(AttackAt(0));
    book.Forget(AddressOf("192.0.2.4"));
    CPPUNIT_ASSERT(Take(book).empty());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, minor_.clients);
  }

  void IsBounded() {
    IncidentBook book(kUsualGapUs, 2);
    for (const char* client : {"192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.4"})
      book.Add(AttackAt(0, client));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, book.left_out());
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Take(book)[0].sum.entries);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentBookTest);

}  // namespace
}  // namespace errwatch::cli
