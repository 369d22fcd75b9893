#include "model/event_filter.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/bucket_tag.h"

namespace errwatch {
namespace {

class EventFilterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EventFilterTest);
  CPPUNIT_TEST(EveryKindHasAName);
  CPPUNIT_TEST(Kinds);
  CPPUNIT_TEST(Levels);
  CPPUNIT_TEST(Categories);
  CPPUNIT_TEST_SUITE_END();

  void EveryKindHasAName() {
    uint8_t named = 0;
    for (const EventKindName& name : kEventKindNames) named |= name.kind;
    for (uint8_t i = 0; i < kIncidentKindCount; ++i)
      CPPUNIT_ASSERT((Info(static_cast<IncidentKind>(i)).event & named) != 0);
  }

  void Kinds() {
    const EventFilter usual;
    CPPUNIT_ASSERT(Wants(usual, IncidentKind::kBlock, Category::kXss, 0));
    CPPUNIT_ASSERT(Wants(usual, IncidentKind::kTakeover, Category::kAuthFailure, 0));
    CPPUNIT_ASSERT(!Wants(usual, IncidentKind::kEntry, Category::kXss, 0));
    const EventFilter entries{kEventEntry, kAllCategories, Level::kDebug};
    CPPUNIT_ASSERT(Wants(entries, IncidentKind::kEntry, Category::kXss, 0));
    CPPUNIT_ASSERT(!Wants(entries, IncidentKind::kBlock, Category::kXss, 0));
  }

  void Levels() {
    EventFilter filter{kEventBlock | kEventIncident | kEventEntry, kAllCategories, Level::kWarn};
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kBlock, Category::kXss, 0));
    CPPUNIT_ASSERT(!Wants(filter, IncidentKind::kExpired, Category::kBenign, 0));
    filter.least = Level::kNotice;
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kExpired, Category::kBenign, 0));
    CPPUNIT_ASSERT(!Wants(filter, IncidentKind::kEntry, Category::kXss, 0));
  }

  void Categories() {
    EventFilter filter;
    filter.categories = BitOf(Category::kXss);
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kBlock, Category::kXss, kAnyTag));
    CPPUNIT_ASSERT(!Wants(filter, IncidentKind::kBlock, Category::kVulnScan, kAnyTag));
    // Of the bucket that overflowed, and of the block that ends.
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kBlock, Category::kVulnScan, TagOf(Category::kXss)));
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kExpired, Category::kBenign, TagOf(Category::kXss)));
    CPPUNIT_ASSERT(!Wants(filter, IncidentKind::kExpired, Category::kBenign, TagOf(Category::kVulnScan)));
    // Who is told of a block by hand is told of its end.
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kBlockedByHand, Category::kBenign, 0));
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kUnblocked, Category::kBenign, 0));
    CPPUNIT_ASSERT(Wants(filter, IncidentKind::kExpired, Category::kBenign, kAnyTag));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventFilterTest);

}  // namespace
}  // namespace errwatch
