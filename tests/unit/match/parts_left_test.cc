#include "match/parts_left.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <string>

namespace errwatch {
namespace {

class PartsLeftTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PartsLeftTest);
  CPPUNIT_TEST(ValuesDecoded);
  CPPUNIT_TEST(ShortPlainPartsAreNone);
  CPPUNIT_TEST(WithNamesThatAreNone);
  CPPUNIT_TEST(EachKindHasItsSeparator);
  CPPUNIT_TEST(CleanPartsAreGivenOnce);
  CPPUNIT_TEST_SUITE_END();

  std::array<char, 256> space_;

  // "[sent|text]" of each.
  std::string All(std::string_view sent, TextKind kind = TextKind::kQuery) {
    PartsLeft parts(sent, kind, space_);
    std::string all;
    const CleanParts none;
    for (FieldValue value; parts.Next(value, none);)
      all += "[" + std::string(value.sent) + "|" + std::string(value.text) + "]";
    return all;
  }

 public:
  void ValuesDecoded() {
    CPPUNIT_ASSERT_EQUAL(std::string("[1+OR%201|1 or 1][;id|;id]"), All("a=1&b=1+OR%201&c=2&d=;id"));
    CPPUNIT_ASSERT_EQUAL(std::string(), All(""));
    CPPUNIT_ASSERT_EQUAL(std::string(), All("&&"));
  }

  void ShortPlainPartsAreNone() {
    CPPUNIT_ASSERT_EQUAL(std::string(), All("a[1]=x-y_z.0&b=2024-01-01"));
    CPPUNIT_ASSERT_EQUAL(std::string("[abcdefghijklmnopq|abcdefghijklmnopq]"), All("a=abcdefghijklmnopq"));
  }

  void WithNamesThatAreNone() {
    CPPUNIT_ASSERT_EQUAL(std::string("[a'b=1|a'b=1][x;y|x;y]"), All("a'b=1&x;y"));
  }

  void EachKindHasItsSeparator() {
    CPPUNIT_ASSERT_EQUAL(std::string("[a b|a b]"), All("x=1;y=a b", TextKind::kCookies));
    CPPUNIT_ASSERT_EQUAL(std::string("[1|1][a b|a b]"), All("x: 1\ny: a b", TextKind::kLines));
  }

  void CleanPartsAreGivenOnce() {
    // With its name: the same value of another one may be all that is sent ("a'b=1").
    PartsLeft parts("a=;x&a=;x&b=;x&a=;x&a=;xy&%&%", TextKind::kQuery, space_);
    CleanParts clean;
    std::string all;
    for (FieldValue value; parts.Next(value, clean); clean.Note(parts.part()))
      all += "[" + std::string(parts.part()) + "]";
    CPPUNIT_ASSERT_EQUAL(std::string("[a=;x][b=;x][a=;xy][%]"), all);
    CPPUNIT_ASSERT(clean.Has("%") && !clean.Has("") && !clean.Has("%%"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PartsLeftTest);

}  // namespace
}  // namespace errwatch
