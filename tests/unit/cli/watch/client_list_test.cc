#include "cli/watch/client_list.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/sample_snapshot.h"

namespace errwatch::cli {
namespace {

class ClientListTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientListTest);
  CPPUNIT_TEST(SortsByEach);
  CPPUNIT_TEST(FiltersByWhatIsShown);
  CPPUNIT_TEST(FindsTheFullestBucket);
  CPPUNIT_TEST_SUITE_END();

 public:
  // 0 denied, 1 range of IPv6, 2 by hand, 3 not blocked but with scores.
  void SortsByEach() {
    using Order = std::vector<std::size_t>;
    CPPUNIT_ASSERT(Order({0, 1, 2, 3}) == Listed(snapshot_, {}));
    CPPUNIT_ASSERT(Order({3, 2, 1, 0}) == Listed(snapshot_, {SortBy::kRank, true, ""}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, Listed(snapshot_, {SortBy::kScore, false, ""}).front());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Listed(snapshot_, {SortBy::kDenials, true, ""})[1]);
    CPPUNIT_ASSERT(Order({0, 1, 2, 3}) == Listed(snapshot_, {SortBy::kEntries, false, ""}));
    CPPUNIT_ASSERT(Order({0, 1, 3, 2}) == Listed(snapshot_, {SortBy::kLastSeen, false, ""}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, Listed(snapshot_, {SortBy::kAddress, false, ""}).front());
  }

  void FiltersByWhatIsShown() {
    const auto found = [&](const char* filter) { return Listed(snapshot_, {SortBy::kRank, false, filter}); };
    using Order = std::vector<std::size_t>;
    CPPUNIT_ASSERT(Order({0}) == found("203.0.113"));
    CPPUNIT_ASSERT(Order({1}) == found("SHOP"));
    CPPUNIT_ASSERT(Order({2}) == found("by HAND"));
    CPPUNIT_ASSERT(Order({0, 1}) == found("2101"));
    CPPUNIT_ASSERT(Order({3}) == found("password mismatch"));  // what its last rule sees
    CPPUNIT_ASSERT(Order({0}) == found("sql_inj"));
    CPPUNIT_ASSERT(found("nothing has this").empty());
  }

  void FindsTheFullestBucket() {
    CPPUNIT_ASSERT(FullestBucket(snapshot_.clients[0]) == nullptr && ShareOf(nullptr) == 0);
    const ScoreView* fullest = FullestBucket(snapshot_.clients[3]);
    CPPUNIT_ASSERT(fullest != nullptr && fullest->name == "auth_failure");
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0.8125, ShareOf(fullest), 0.0001);
  }

 private:
  Snapshot snapshot_ = SampleSnapshot();
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientListTest);

}  // namespace
}  // namespace errwatch::cli
