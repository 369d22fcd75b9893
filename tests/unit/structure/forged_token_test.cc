#include "structure/forged_token.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/structure/detector_check.h"

namespace errwatch {
namespace {

constexpr DetectorCheck kForged{HasForgedToken, Marks(kTokenMarks)};
constexpr DetectorCheck kUnsigned{HasUnsignedToken, Marks(kTokenMarks)};

// A token whose first part is this text.
std::string Token(std::string_view header) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string token;
  unsigned bits = 0;
  int count = 0;
  for (const char c : header) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) token += kDigits[bits >> (count - 6) & 63];
  }
  if (count > 0) token += kDigits[bits << (6 - count) & 63];
  return token + ".eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
}

class ForgedTokenTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ForgedTokenTest);
  CPPUNIT_TEST(KeysThatAreNone);
  CPPUNIT_TEST(PlacesThatNoIssuerHas);
  CPPUNIT_TEST(TokensOfIssuers);
  CPPUNIT_TEST(TokensWithoutSignature);
  CPPUNIT_TEST(MembersAsJsonHasThem);
  CPPUNIT_TEST(WhereverTheyStand);
  CPPUNIT_TEST(OtherValues);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KeysThatAreNone() {
    for (const std::string_view header :
         {R"x({"alg":"HS256","kid":"../../../dev/null"})x", R"x({"alg":"HS256","kid":"/dev/null"})x",
          R"x({"kid":"x' UNION SELECT 'a'-- -","alg":"HS256"})x",
          R"x({ "alg":"HS256", "kid" : "/etc/hostname"})x", R"x({"alg":"HS256","kid":"a| id"})x"}) {
      CPPUNIT_ASSERT_MESSAGE(std::string(header), kForged.Finds(Token(header)));
      CPPUNIT_ASSERT_MESSAGE(std::string(header), kForged.Finds("Bearer " + Token(header)));
    }
  }

  void PlacesThatNoIssuerHas() {
    for (const std::string_view header :
         {R"x({"alg":"RS256","jku":"https://a.example@b.example/keys"})x",
          R"x({"alg":"RS256","x5u":"file:///tmp/x.pem"})x", R"x({"jku":"http://169.254.169.254/x"})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(header), kForged.Finds(Token(header)));
  }

  void TokensOfIssuers() {
    for (const std::string_view header :
         {R"x({"alg":"RS256","kid":"2011-04-29"})x", R"x({"alg":"RS256","kid":"aB/c+d=="})x",
          R"x({"alg":"RS256","kid":"https://vault.example/keys/a/b"})x",
          R"x({"alg":"RS256","jku":"https://a.example/token_keys","kid":"default"})x",
          R"x({"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC"}})x",
          R"x({"alg":"RS256","x5u":"https://a.example/c.pem"})x"}) {
      CPPUNIT_ASSERT_MESSAGE(std::string(header), !kForged.Finds(Token(header)));
      CPPUNIT_ASSERT_MESSAGE(std::string(header), !kUnsigned.Finds(Token(header)));
    }
  }

  void TokensWithoutSignature() {
    for (const std::string_view header : {R"x({"alg":"none"})x", R"x({"typ":"JWT","alg":"NoNe"})x"}) {
      CPPUNIT_ASSERT_MESSAGE(std::string(header), kUnsigned.Finds(Token(header)));
      CPPUNIT_ASSERT_MESSAGE(std::string(header), !kForged.Finds(Token(header)));
    }
  }

  void MembersAsJsonHasThem() {
    for (const std::string_view header :
         {R"x({"kid":"\/dev\/null"})x", R"x({"k\u0069d":"/dev/null"})x", R"x({"kid":"\u002fdev/null"})x",
          R"x({"kid":"a","kid":"/dev/null"})x", R"x({"kid":"a\" \u0027 or"})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(header), kForged.Finds(Token(header)));
    for (const std::string_view header : {R"x({"a":"\"kid\":\"/dev/null\""})x",
                                          R"x({"a":"kid","b":"/dev/null"})x", R"x({"kid":"a\/dev\u00e9"})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(header), !kForged.Finds(Token(header)));
    CPPUNIT_ASSERT(kUnsigned.Finds(Token(R"x({"alg":"n\u004fne"})x")));
  }

  void WhereverTheyStand() {
    const std::string token = Token(R"x({"kid":"/dev/null"})x");
    for (const std::string& value : {"Bearer%20" + token, "Bearer  " + token, "Bearer " + token + " x",
                                     token + "+x", "\"" + token, "%22" + token})
      CPPUNIT_ASSERT_MESSAGE(value, kForged.Finds(value));
    for (const std::string& value : {"x%" + token, "Bearer" + token, "a word and " + token})
      CPPUNIT_ASSERT_MESSAGE(value, !kForged.Finds(value));
    CPPUNIT_ASSERT(kForged.Finds(Token("{\"a\":\"" + std::string(4000, 'x') + "\",\"kid\":\"/dev/null\"}")));
  }

  void OtherValues() {
    kForged.FindsNone({"e.e", "eyJ", "eyJhIjoxfQ", "example.org", "", ".", "{\"kid\":\"/dev/null\"}.e",
                       "x eyJraWQiOiIvZGV2L251bGwifQ", "eyJraWQiOiIvZGV2L251bGwifQ.x"});
    kUnsigned.FindsNone({R"x({"alg":"none"})x", "eyJhbGciOiJub25lIn0", "none.e"});
    const std::string longest = Token("{\"a\":\"" + std::string(4000, 'x') + "\"}");
    CPPUNIT_ASSERT(!kForged.Finds(longest));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ForgedTokenTest);

}  // namespace
}  // namespace errwatch
