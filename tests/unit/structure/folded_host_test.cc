#include "structure/folded_host.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

std::string Fold(std::string_view host) { return std::string(FoldedHost(host).text()); }

class FoldedHostTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FoldedHostTest);
  CPPUNIT_TEST(OtherCharactersAreFolded);
  CPPUNIT_TEST(OnlyDigitsAndLettersAreADisguise);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OtherCharactersAreFolded() {
    CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"),
                         Fold("\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.\xe2\x93\xaa.0.1"));
    CPPUNIT_ASSERT_EQUAL(std::string("localhost"),
                         Fold("\xe2\x93\x9b\xe2\x93\x9e\xe2\x93\x92\xe2\x93\x90lhost"));
    CPPUNIT_ASSERT_EQUAL(std::string("127.1"), Fold("127\xe3\x80\x82"
                                                    "1"));
    CPPUNIT_ASSERT_EQUAL(std::string("1230"), Fold("\xc2\xb9\xc2\xb2\xc2\xb3\xe2\x81\xb0"));
    CPPUNIT_ASSERT_EQUAL(std::string("19"), Fold("\xf0\x9d\x9f\x8f\xf0\x9d\x9f\xbf"));
    CPPUNIT_ASSERT_EQUAL(std::string("a.b"), Fold("a.b.."));
    CPPUNIT_ASSERT_EQUAL(std::string(FoldedHost::kMostBytes, 'x'), Fold(std::string(1000, 'x')));
    CPPUNIT_ASSERT_EQUAL(std::string("\xe2\x91"), Fold("\xe2\x91"));
  }

  void OnlyDigitsAndLettersAreADisguise() {
    CPPUNIT_ASSERT(FoldedHost("\xe2\x91\xa0").is_disguised());
    CPPUNIT_ASSERT(!FoldedHost("a\xe3\x80\x82"
                               "b")
                        .is_disguised());
    CPPUNIT_ASSERT(!FoldedHost("b\xc3\xbc"
                               "cher.example")
                        .is_disguised());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FoldedHostTest);

}  // namespace
}  // namespace errwatch
