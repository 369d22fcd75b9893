#include "store/probed_rows.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>

#include "unit/child_env.h"

namespace errwatch::store {
namespace {

struct Row {
  SharedWord print;
  SharedWord stale;
};
using Rows = ProbedRows<16, 4>;

bool IsStale(const Row& row) { return row.stale.load(std::memory_order_relaxed) != 0; }

class ProbedRowsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProbedRowsTest);
  CPPUNIT_TEST(RowIsTakenOnceAndFound);
  CPPUNIT_TEST(FullPlacesGiveWayWhenStale);
  CPPUNIT_TEST(PlacesGoOnAtTheFirstRow);
  CPPUNIT_TEST(OneOfManyTakesARow);
  CPPUNIT_TEST_SUITE_END();

  std::array<Row, 16> rows_{};
  Place<Row> Take(uint64_t print) { return Rows::FindOrTake(rows_.data(), print, IsStale); }

 public:
  void RowIsTakenOnceAndFound() {
    CPPUNIT_ASSERT(Rows::Find(rows_.data(), 5).row == nullptr);
    const Place<Row> first = Take(5);
    CPPUNIT_ASSERT(first.row == &rows_[5] && first.number == 5 && first.taken_over);
    CPPUNIT_ASSERT(Take(5).row == first.row && !Take(5).taken_over);
    CPPUNIT_ASSERT(Rows::Find(rows_.data(), 5).row == first.row);
    CPPUNIT_ASSERT_EQUAL(6U, Take(16 + 5).number);  // the next place of the same kind
  }

  void FullPlacesGiveWayWhenStale() {
    for (uint64_t i = 0; i < 4; ++i) Take(5 + 16 * i);
    CPPUNIT_ASSERT(Take(5 + 16 * 4).row == nullptr);
    rows_[7].stale.store(1, std::memory_order_relaxed);
    CPPUNIT_ASSERT(Rows::Find(rows_.data(), 5 + 16 * 2).row == &rows_[7]);  // as long as nobody wants it
    const Place<Row> taken = Take(5 + 16 * 4);
    CPPUNIT_ASSERT(taken.row == &rows_[7] && taken.taken_over);
    CPPUNIT_ASSERT(Rows::Find(rows_.data(), 5 + 16 * 2).row == nullptr);
  }

  void PlacesGoOnAtTheFirstRow() {
    CPPUNIT_ASSERT_EQUAL(15U, Take(15).number);
    CPPUNIT_ASSERT_EQUAL(0U, Take(31).number);
  }

  void OneOfManyTakesARow() {
    for (uint64_t print = 1; print < 400; print += 5) {
      rows_ = {};
      SharedWord takers{};
      CPPUNIT_ASSERT(ThreadEnv::Run(4, [&](int) {
        const Place<Row> place = Take(print);
        if (place.taken_over) takers.fetch_add(1, std::memory_order_relaxed);
        return place.row == &rows_[print % 16];
      }));
      CPPUNIT_ASSERT_EQUAL(uint64_t{1}, takers.load(std::memory_order_relaxed));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProbedRowsTest);

}  // namespace
}  // namespace errwatch::store
