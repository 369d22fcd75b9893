#include "model/incident_kind.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

// Stored in shared memory.
static_assert(static_cast<int>(IncidentKind::kBlock) == 0 && static_cast<int>(IncidentKind::kDetection) == 1);
static_assert(static_cast<int>(IncidentKind::kServer) == 2 &&
              static_cast<int>(IncidentKind::kWidespread) == 3);
static_assert(static_cast<int>(IncidentKind::kExpired) == 4 &&
              static_cast<int>(IncidentKind::kBlockedByHand) == 5);
static_assert(static_cast<int>(IncidentKind::kUnblocked) == 6 && static_cast<int>(IncidentKind::kEntry) == 7);
static_assert(static_cast<int>(IncidentKind::kRangeBlock) == 10 &&
              static_cast<int>(IncidentKind::kProxy) == 11);
static_assert(static_cast<int>(IncidentKind::kAllowed) == 12 &&
              static_cast<int>(IncidentKind::kDisallowed) == 13 &&
              static_cast<int>(IncidentKind::kImported) == 14 &&
              static_cast<int>(IncidentKind::kAnomaly) == 15);
static_assert(kIncidentKindCount == 16);

class IncidentKindTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentKindTest);
  CPPUNIT_TEST(NamesAreTheInterface);
  CPPUNIT_TEST(OverflowsAndEvents);
  CPPUNIT_TEST(MessagesHaveNumbers);
  CPPUNIT_TEST(AWildNumberIsHarmless);
  CPPUNIT_TEST_SUITE_END();

  void NamesAreTheInterface() {
    const char* const names[] = {"block",    "detection",       "server",      "widespread",
                                 "expired",  "blocked_by_hand", "unblocked",   "entry",
                                 "takeover", "false_crawler",   "range_block", "proxy",
                                 "allowed",  "disallowed",      "imported",    "anomaly"};
    for (uint8_t i = 0; i < kIncidentKindCount; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::string_view(names[i]), IncidentKindName(static_cast<IncidentKind>(i)));
      CPPUNIT_ASSERT(ParseIncidentKind(names[i]) == static_cast<IncidentKind>(i));
    }
    CPPUNIT_ASSERT(!ParseIncidentKind("blocked") && !ParseIncidentKind(""));
  }

  void OverflowsAndEvents() {
    CPPUNIT_ASSERT(Info(IncidentKind::kBlock).overflow == Overflow::kDenied);
    CPPUNIT_ASSERT(Info(IncidentKind::kDetection).overflow == Overflow::kReported);
    CPPUNIT_ASSERT(Info(IncidentKind::kRangeBlock).overflow == Overflow::kDenied);
    for (const IncidentKind kind :
         {IncidentKind::kBlock, IncidentKind::kExpired, IncidentKind::kBlockedByHand,
          IncidentKind::kUnblocked, IncidentKind::kRangeBlock, IncidentKind::kAllowed,
          IncidentKind::kDisallowed, IncidentKind::kImported})
      CPPUNIT_ASSERT(Info(kind).event == kEventBlock);
    for (const IncidentKind kind :
         {IncidentKind::kDetection, IncidentKind::kServer, IncidentKind::kWidespread, IncidentKind::kTakeover,
          IncidentKind::kFalseCrawler, IncidentKind::kProxy})
      CPPUNIT_ASSERT(Info(kind).event == kEventIncident);
    CPPUNIT_ASSERT(Info(IncidentKind::kEntry).event == kEventEntry);
    CPPUNIT_ASSERT(Info(IncidentKind::kAnomaly).event == kEventAnomaly);
    for (uint8_t i = 2; i < kIncidentKindCount; ++i)
      if (static_cast<IncidentKind>(i) != IncidentKind::kRangeBlock)
        CPPUNIT_ASSERT(Info(static_cast<IncidentKind>(i)).overflow == Overflow::kNone);
  }

  void MessagesHaveNumbers() {
    for (uint8_t i = 0; i < kIncidentKindCount; ++i) {
      const IncidentKindInfo& info = Info(static_cast<IncidentKind>(i));
      const bool written = static_cast<IncidentKind>(i) != IncidentKind::kEntry;
      CPPUNIT_ASSERT_EQUAL(written, info.message.starts_with("EW01"));
      CPPUNIT_ASSERT_EQUAL(written, info.level == Level::kWarn || info.level == Level::kNotice);
    }
  }

  void AWildNumberIsHarmless() {
    CPPUNIT_ASSERT(IncidentKindName(static_cast<IncidentKind>(255)) == "entry");
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IncidentKindTest);

}  // namespace
}  // namespace errwatch
