#include "store/incident_code.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "unit/allocation_counter.h"
#include "unit/child_env.h"

namespace errwatch::store {
namespace {

class IncidentCodeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentCodeTest);
  CPPUNIT_TEST(IsOfTheBlockAlone);
  CPPUNIT_TEST(IsEasyToRead);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST(IsReadAsItIsTyped);
  CPPUNIT_TEST_SUITE_END();

  const HashKey key_ = {1, 2, 3};
  const ClientAddress client_ = *ClientAddress::Parse("192.0.2.7");
  const Tick until_{1'000'000};

  static std::string Text(const IncidentCode& code) { return code.data(); }

  void IsOfTheBlockAlone() {
    const std::string code = Text(CodeOf(key_, client_, until_));
    CPPUNIT_ASSERT_EQUAL(code, Text(CodeOf(key_, client_, until_)));
    CPPUNIT_ASSERT(code != Text(CodeOf({1, 2, 4}, client_, until_)));
    CPPUNIT_ASSERT(code != Text(CodeOf(key_, *ClientAddress::Parse("192.0.2.8"), until_)));
    CPPUNIT_ASSERT(code != Text(CodeOf(key_, client_, {until_.value + 1})));
    std::set<std::string> all;
    for (uint64_t i = 0; i < 10'000; ++i) all.insert(Text(CodeOf(key_, client_, {i})));
    CPPUNIT_ASSERT_EQUAL(std::size_t{10'000}, all.size());
  }

  void IsEasyToRead() {
    for (uint64_t i = 0; i < 1000; ++i) {
      const std::string code = Text(CodeOf(key_, client_, {i}));
      CPPUNIT_ASSERT_EQUAL(std::size_t{9}, code.size());
      CPPUNIT_ASSERT_EQUAL(std::size_t{4}, code.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"));
      CPPUNIT_ASSERT_EQUAL('-', code[4]);
      CPPUNIT_ASSERT_EQUAL(std::string::npos, code.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 5));
      CPPUNIT_ASSERT_EQUAL(code, ReadIncidentCode(code).value());
    }
  }

  void AllocatesNothing() {
    const AllocationCounter counter;
    CodeOf(key_, client_, until_);
    const std::size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
  }

  void IsReadAsItIsTyped() {
    for (const char* typed : {"K7Q2-M0X1", "k7q2m0x1", "K7Q2 MOXI", "k7q2-moxl", "-k7q2m0x1-"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(typed, std::string("K7Q2-M0X1"), ReadIncidentCode(typed).value_or(""));
    for (const char* wrong : {"", "K7Q2", "K7Q2-M0X12", "K7Q2-M0U1", "K7Q2-M0X\xC3\xA9", "--------"})
      CPPUNIT_ASSERT_MESSAGE(wrong, !ReadIncidentCode(wrong));
    CPPUNIT_ASSERT(!ReadIncidentCode(std::string(100'000, 'A')));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentCodeTest);

}  // namespace
}  // namespace errwatch::store
