#include "config/setting.h"

#include <cppunit/extensions/HelperMacros.h>

#include <type_traits>

namespace errwatch {
namespace {

struct Pair {
  Setting<int> number{7};
  Setting<std::string> text;
  template <typename F>
  static void ForEach(F f) {
    f(&Pair::number);
    f(&Pair::text);
  }
};

struct Plain {
  PlainSetting<int> number;
  PlainSetting<const char*> text;

  template <typename F>
  static constexpr void ForEach(F f) {
    f(&Plain::number);
    f(&Plain::text);
  }
};

class SettingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SettingTest);
  CPPUNIT_TEST(DefaultIsNotSet);
  CPPUNIT_TEST(SetKeepsItsPlace);
  CPPUNIT_TEST(InnerWinsWhereItIsSet);
  CPPUNIT_TEST(ADefaultNeverOverridesWhatWasSet);
  CPPUNIT_TEST(MembersAreMergedOneByOne);
  CPPUNIT_TEST(PlainMembersAreMergedAsWell);
  CPPUNIT_TEST_SUITE_END();

 public:
  void DefaultIsNotSet() {
    const Setting<int> setting{7};
    CPPUNIT_ASSERT_EQUAL(7, setting.value);
    CPPUNIT_ASSERT(!setting.is_set);
    CPPUNIT_ASSERT(setting.origin.empty());
    CPPUNIT_ASSERT_EQUAL(0, Setting<int>().value);
  }

  void SetKeepsItsPlace() {
    Setting<int> setting{7};
    setting.Set(8, "a.conf:3");
    setting.Set(9, "a.conf:4");
    CPPUNIT_ASSERT_EQUAL(9, setting.value);
    CPPUNIT_ASSERT(setting.is_set);
    CPPUNIT_ASSERT_EQUAL(std::string("a.conf:4"), setting.origin);
  }

  void InnerWinsWhereItIsSet() {
    Setting<int> outer{7};
    outer.Set(1, "outer");
    Setting<int> inner{7};
    inner.Set(2, "inner");
    CPPUNIT_ASSERT_EQUAL(2, Merged(outer, inner).value);
    CPPUNIT_ASSERT_EQUAL(std::string("inner"), Merged(outer, inner).origin);
  }

  // Also where an inner section sets the default value on purpose.
  void ADefaultNeverOverridesWhatWasSet() {
    Setting<int> outer{7};
    outer.Set(1, "outer");
    const Setting<int> unset{7};
    CPPUNIT_ASSERT_EQUAL(1, Merged(outer, unset).value);
    CPPUNIT_ASSERT(Merged(outer, unset).is_set);
    Setting<int> back_to_default{7};
    back_to_default.Set(7, "inner");
    CPPUNIT_ASSERT_EQUAL(7, Merged(outer, back_to_default).value);
    CPPUNIT_ASSERT(!Merged(unset, unset).is_set);
  }

  void MembersAreMergedOneByOne() {
    Pair outer;
    outer.number.Set(1, "outer");
    outer.text.Set("one", "outer");
    Pair inner;
    inner.text.Set("two", "inner");
    const Pair merged = MergeSettings(outer, inner);
    CPPUNIT_ASSERT_EQUAL(1, merged.number.value);
    CPPUNIT_ASSERT_EQUAL(std::string("two"), merged.text.value);
  }

  void PlainMembersAreMergedAsWell() {
    static_assert(std::is_trivially_destructible_v<Plain> && CountSettings<Plain>() == 2);
    Plain outer, inner;
    outer.number.Set(1);
    outer.text.Set("one");
    inner.number.Set(0);
    const Plain merged = MergeSettings(outer, inner);
    CPPUNIT_ASSERT(merged.number.value == 0 && merged.number.is_set);
    CPPUNIT_ASSERT(merged.text.value == outer.text.value && merged.text.is_set);
    CPPUNIT_ASSERT(!MergeSettings(Plain{}, Plain{}).number.is_set);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SettingTest);

}  // namespace
}  // namespace errwatch
