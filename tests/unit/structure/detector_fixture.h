// What the test of every detector checks: a table of attacks, one of near misses, and what people and
// programs send all day.
#pragma once

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/decoded_value.h"
#include "unit/structure/everyday_queries.h"

namespace errwatch {

class DetectorFixture : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DetectorFixture);
  CPPUNIT_TEST(AttacksAreFound);
  CPPUNIT_TEST(EverydayValuesAreNot);
  CPPUNIT_TEST(NearMissesAreNot);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END_ABSTRACT();

 protected:
  using Values = std::vector<std::string_view>;  // as they are sent in a query

  virtual bool Has(const Value& value) const noexcept = 0;
  virtual const Values& Attacks() const = 0;
  virtual const Values& NearMisses() const = 0;

  // Those of which `has` does not say `expected`; one a line, to be shown.
  template <typename F>
  static std::string Misjudged(F has, const Values& sent, bool expected) {
    std::string wrong;
    for (const std::string_view text : sent) {
      if (has(DecodedValue(text).value()) != expected) wrong += "\n" + std::string(text);
    }
    return wrong;
  }

 public:
  void AttacksAreFound() { Check(Attacks(), true); }
  void EverydayValuesAreNot() { Check(kEverydayQueries, false); }
  void NearMissesAreNot() { Check(NearMisses(), false); }

  void AllocatesNothing() {
    std::vector<DecodedValue> values;
    for (const Values* list : {&Attacks(), &NearMisses()})
      for (const std::string_view sent : *list) values.emplace_back(sent);
    std::size_t found = 0;
    const AllocationCounter counter;
    for (const DecodedValue& value : values) found += Has(value.value());
    const std::size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
    CPPUNIT_ASSERT_EQUAL(Attacks().size(), found);
  }

 private:
  void Check(const Values& sent, bool expected) const {
    const auto has = [this](const Value& value) { return Has(value); };
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(has, sent, expected));
  }
};

}  // namespace errwatch
