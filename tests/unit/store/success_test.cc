#include "store/success.h"

#include <cppunit/extensions/HelperMacros.h>

#include <optional>
#include <string>

#include "model/failed_names.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class SuccessTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SuccessTest);
  CPPUNIT_TEST(ManyFailuresAndThenASuccessAreAnIncident);
  CPPUNIT_TEST(FewFailuresAreNone);
  CPPUNIT_TEST(FailuresOfOthersAreNone);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{GeometryFor(4096)};
  Limits limits_ = DefaultLimits();
  BlockPolicy policy_;
  Charge charge_{&limits_, &policy_, ScopeHash("server"), 3, false, false};
  Tick now_{100'000'000};

  void Fail(const char* user, uint32_t times) {
    Entry entry;
    entry.vhost = "www.example.org";
    entry.user = user;
    Classification what;
    what.category = Category::kAuthFailure;
    what.cost = 1;
    what.rule = what.rules[0] = 1201;
    what.rule_count = 1;
    for (uint32_t i = 0; i < times; ++i)
      Account(*segment_, entry, what, ClientNumber(1), charge_, nullptr, now_);
  }

  uint32_t LogIn(const char* user, const char* vhost = "www.example.org") {
    Entry entry;
    entry.user = user;
    entry.authenticated = true;
    entry.vhost = vhost;
    entry.method = "GET";
    entry.uri = "/private/";
    entry.status = 200;
    return AccountSuccess(*segment_, entry, ClientNumber(1), charge_, now_);
  }

  std::optional<IncidentRecord> Taken() {
    uint64_t lost = 0;
    return segment_->incidents().TakeNext(now_, &lost);
  }

  void ManyFailuresAndThenASuccessAreAnIncident() {
    Fail("eve", kTakeoverFailures);
    CPPUNIT_ASSERT_EQUAL(kTakeoverFailures, LogIn("eve"));
    const std::optional<IncidentRecord> record = Taken();
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kTakeover);
    const Incident& incident = record->incident;
    CPPUNIT_ASSERT(incident.category == Category::kAuthFailure && incident.score == kTakeoverFailures);
    CPPUNIT_ASSERT(incident.client == ClientNumber(1) && incident.scope == 3 && incident.status == 200);
    CPPUNIT_ASSERT(incident.message == "eve" && incident.uri == "/private/" && incident.method == "GET" &&
                   incident.vhost == "www.example.org");
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kTakeovers));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kIncidents));
    // and that is told once
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LogIn("eve"));
    CPPUNIT_ASSERT(!Taken());
  }

  void FewFailuresAreNone() {
    Fail("eve", kTakeoverFailures - 1);
    CPPUNIT_ASSERT_EQUAL(kTakeoverFailures - 1, LogIn("eve"));
    CPPUNIT_ASSERT(!Taken());
  }

  void FailuresOfOthersAreNone() {
    Fail("eve", kTakeoverFailures);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LogIn("eve", "shop.example.org"));  // somebody of that name elsewhere
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LogIn("noah"));
    CPPUNIT_ASSERT(!Taken());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SuccessTest);

}  // namespace
}  // namespace errwatch::store
