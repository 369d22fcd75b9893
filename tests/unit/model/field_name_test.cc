#include "model/field_name.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class FieldNameTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FieldNameTest);
  CPPUNIT_TEST(NamesAreDecoded);
  CPPUNIT_TEST(NamesThatReadersDoNotReadAlikeAreNone);
  CPPUNIT_TEST(WordsOfNames);
  CPPUNIT_TEST_SUITE_END();

 public:
  static std::string Plain(std::string_view sent) {
    FieldNameSpace space;
    return std::string(PlainFieldName(sent, space));
  }

  void NamesAreDecoded() {
    CPPUNIT_ASSERT_EQUAL(std::string("user[name]"), Plain("user%5Bn%61me%5D"));
    CPPUNIT_ASSERT_EQUAL(std::string("new password"), Plain("new+password"));
    CPPUNIT_ASSERT_EQUAL(kMostFieldNameBytes, Plain(std::string(kMostFieldNameBytes, 'a')).size());
  }

  void NamesThatReadersDoNotReadAlikeAreNone() {
    for (const char* name : {"", "id%00password", "password[$ne]", "a'b", "%"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string(), Plain(name));
    CPPUNIT_ASSERT_EQUAL(std::string(), Plain(std::string(kMostFieldNameBytes + 1, 'a')));
  }

  void WordsOfNames() {
    std::string words;
    AnyWordOf("txtPwd[new2]", [&](std::string_view word) {
      words.append(word).append(" ");
      return false;
    });
    CPPUNIT_ASSERT_EQUAL(std::string("txtPwd txt Pwd new new "), words);
    CPPUNIT_ASSERT(AnyWordOf("a-b", [](std::string_view word) { return word == "b"; }));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FieldNameTest);

}  // namespace
}  // namespace errwatch
