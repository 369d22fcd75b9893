#include "match/guess_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

#include "unit/allocation_counter.h"
#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class GuessReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GuessReaderTest);
  CPPUNIT_TEST(PiecesMakeNoDifference);
  CPPUNIT_TEST(ThePasswordTellsAndTheAccount);
  CPPUNIT_TEST(WhatStandsBesideDoesNot);
  CPPUNIT_TEST(OneTimeCodesBesideAPassword);
  CPPUNIT_TEST(NoCodeIsLong);
  CPPUNIT_TEST(FormsAndJsonAndMarkup);
  CPPUNIT_TEST(ManyFields);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  static Guess GuessOf(std::string_view body, BodyKind kind = BodyKind::kForm, std::size_t piece = 1000) {
    TestMemory memory;
    BodyReader reader({kind, {}}, 65536, 0, memory.memory());
    for (; !body.empty(); body.remove_prefix(std::min(piece, body.size())))
      reader.Read(body.substr(0, piece));
    return reader.guess();
  }
  static bool Same(const Guess& a, const Guess& b) {
    return a.kind == b.kind && a.secret == b.secret && a.account == b.account && a.count == b.count;
  }

  void PiecesMakeNoDifference() {
    for (const std::size_t piece : {1UL, 3UL}) {
      CPPUNIT_ASSERT(Same(GuessOf("user=a&password=secret&x=1"),
                          GuessOf("user=a&password=secret&x=1", BodyKind::kForm, piece)));
      const char* markup = "<a><user>eve</user><password type='x'>sec</password></a>";
      CPPUNIT_ASSERT(Same(GuessOf(markup, BodyKind::kText), GuessOf(markup, BodyKind::kText, piece)));
    }
  }

  void ThePasswordTellsAndTheAccount() {
    const Guess guess = GuessOf("user=a&password=one");
    CPPUNIT_ASSERT(guess.kind == GuessKind::kPassword && guess.count == 1 && guess.account != 0);
    CPPUNIT_ASSERT(GuessOf("user=a&password=two").secret != guess.secret);
    CPPUNIT_ASSERT_EQUAL(guess.account, GuessOf("user=a&password=two").account);
    CPPUNIT_ASSERT_EQUAL(guess.secret, GuessOf("user=b&password=one").secret);
    CPPUNIT_ASSERT(GuessOf("user=b&password=one").account != guess.account);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, GuessOf("password=one").account);
    // A name in any language, where no other says who it is; not what stands behind the password.
    CPPUNIT_ASSERT(GuessOf("kennung=a&password=one").account != GuessOf("kennung=b&password=one").account);
    CPPUNIT_ASSERT_EQUAL(GuessOf("kennung=a&password=one").account,
                         GuessOf("csrf=1&kennung=a&password=two&captcha=1").account);
    CPPUNIT_ASSERT_EQUAL(guess.account, GuessOf("captcha=1&user=a&password=one").account);
  }

  void WhatStandsBesideDoesNot() {
    CPPUNIT_ASSERT(
        Same(GuessOf("user=a&password=one&csrf=1&captcha=x"), GuessOf("csrf=2&user=a&password=one&code=7")));
    for (const char* none : {"", "user=a", "password=&user=a", "refresh_token=abc", "a=b", "password"})
      CPPUNIT_ASSERT_MESSAGE(none, GuessOf(none).kind == GuessKind::kNone && GuessOf(none).count == 0);
  }

  void OneTimeCodesBesideAPassword() {
    CPPUNIT_ASSERT(GuessOf("user=a&password=one&otp=1").secret !=
                   GuessOf("user=a&password=one&otp=2").secret);
    CPPUNIT_ASSERT(GuessOf("otp=123456").kind == GuessKind::kCode);
    CPPUNIT_ASSERT(GuessOf("code=A-1").kind == GuessKind::kCode);
  }

  void NoCodeIsLong() {
    CPPUNIT_ASSERT(GuessOf("code=" + std::string(32, 'a')).kind == GuessKind::kCode);
    CPPUNIT_ASSERT(GuessOf("code=" + std::string(33, 'a')).kind == GuessKind::kNone);
    CPPUNIT_ASSERT(GuessOf("code=print(1)").kind == GuessKind::kNone);
  }

  void FormsAndJsonAndMarkup() {
    const Guess form = GuessOf("user=eve&password=sec");
    CPPUNIT_ASSERT(Same(form, GuessOf(R"({"user":"eve","password":"sec"})", BodyKind::kJson)));
    const Guess markup = GuessOf("<a><w:user>eve</w:user><w:password>sec</w:password></a>", BodyKind::kText);
    CPPUNIT_ASSERT(markup.kind == GuessKind::kPassword && markup.account != 0);
    CPPUNIT_ASSERT(GuessOf("<a><user>eve</user><password>see</password></a>", BodyKind::kText).secret !=
                   markup.secret);
    CPPUNIT_ASSERT(GuessOf("<a><user>eva</user><password>sec</password></a>", BodyKind::kText).account !=
                   markup.account);
    CPPUNIT_ASSERT(GuessOf("<log user='eve' password='sec'/>", BodyKind::kText).kind == GuessKind::kPassword);
    CPPUNIT_ASSERT(GuessOf("<a><user>eve</user><password/></a>", BodyKind::kText).kind == GuessKind::kNone);
  }

  void ManyFields() {
    std::string fields;
    for (int i = 0; i < 1000; ++i) fields += "a=1&";
    CPPUNIT_ASSERT(GuessOf(fields + "password=x").kind == GuessKind::kNone);  // bounded
    CPPUNIT_ASSERT(GuessOf(fields.substr(0, 400) + "password=x").kind == GuessKind::kPassword);
  }

  void AllocatesNothing() {
    GuessReader reader;
    const AllocationCounter allocations;
    reader.Start("password", SecretKind::kPassword);
    reader.Read(std::string_view("secret"));
    const Guess guess = reader.guess();
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT(guess.kind == GuessKind::kPassword);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(GuessReaderTest);

}  // namespace
}  // namespace errwatch
