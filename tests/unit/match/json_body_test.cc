#include "match/json_body.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

std::string JsonText(std::string_view body) {
  const BodyType type{BodyKind::kJson, {}};
  const std::string whole = ReadBody(type, body);
  for (const std::size_t piece : {1UL, 2UL, 7UL}) CPPUNIT_ASSERT_EQUAL(whole, ReadBody(type, body, piece));
  return whole;
}

class JsonBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonBodyTest);
  CPPUNIT_TEST(EachStringIsAField);
  CPPUNIT_TEST(NamesOfTwoLevels);
  CPPUNIT_TEST(Escapes);
  CPPUNIT_TEST(OperatorsAreSeen);
  CPPUNIT_TEST(PasswordsAreLeftOut);
  CPPUNIT_TEST(WhatIsNoJson);
  CPPUNIT_TEST(WhatLenientParsersTake);
  CPPUNIT_TEST(Depth);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const char* expected, std::string_view body) {
    CPPUNIT_ASSERT_EQUAL(std::string(expected), JsonText(body));
  }

 public:
  void EachStringIsAField() {
    Check("a=b+c&d=e%26f", R"({"a":"b c", "d" : "e&f"})");
    Check("=a&=b", R"(["a","b"])");
    Check("=a", R"("a")");
    Check("n=-1.5e3&t=true&z=null", R"({"n":-1.5e3,"t":true,"z":null})");
    Check("a=x&a=y", R"({"a":["x",1,2,3,null,"y"]})");  // numbers in a list are no text
    Check("", R"({"a":[1,2,3],"b":{}})");
    Check("x=1&x=2", "[{\"x\":\"1\"},{\"x\":\"2\"}]");
  }

  void NamesOfTwoLevels() {
    Check("user[name]=a&user[tags]=x&last=z", R"({"user":{"name":"a","tags":["x"]},"last":"z"})");
    Check("b[c]=d&b[e]=f&g=h", R"({"a":{"b":{"c":"d","e":"f"}},"g":"h"})");
    Check("a=1&b=2", R"({"a":"1","b":"2"})");
    Check("a%26b%3D=c", R"({"a&b=":"c"})");
  }

  void Escapes() {
    Check("a='%0A\"\\/", R"({"a":"\u0027\n\"\\\/"})");
    Check("a=\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", R"({"a":"\u00e4\u20AC\ud83d\ude00"})");
    Check("a'=x", R"({"\u0061\u0027":"x"})");
    Check("a=zzq", R"({"a":"\u00zz\q"})");  // broken ones
  }

  void OperatorsAreSeen() {
    Check("user[$ne]=null", R"({"user":{"$ne":null}})");
    Check("id[$in]=[", R"({"id":{"$in":[1,2]}})");
    Check("at[$gte]={&$gte[__type]=Date", R"({"at":{"$gte":{"__type":"Date"}}})");
    Check("a[$gt]=", R"({"a":{"$gt":""}})");
    Check("$where=this.a", R"({"$where":"this.a"})");
  }

  void PasswordsAreLeftOut() {
    Check("login[user]=a&login[password]=&x=y", R"({"login":{"user":"a","password":"' or 1=1"},"x":"y"})");
    Check("pwd=", R"({"pwd":["one"]})");
    Check("pin=", R"({"pin":1234})");
  }

  void WhatIsNoJson() {
    Check("a=b&a=c&a=x", R"({"a":"b" "c" x)");
    Check("a=cut+off", R"({"a":"cut off)");
    Check("id=1'", "id=1'");  // a form that calls itself so
    Check("", "[[[[}}}}]]]],,,::");
    Check("a[b]=c", R"([}}]]{"a":{"b":"c"})");
  }

  // Gson, Jackson, Json.NET and YAML take these, or can be told to.
  void WhatLenientParsersTake() {
    Check("='id':'1'+union+select+1,2'", R"({'id':'1' union select 1,2'})");
    Check("=id:1+union+select", R"({id:1 union select})");
    Check("id=1&id=union+select+2,3", R"({"id":1 union select 2,3})");
    Check("=/*&*/=id&*/=:&*/='+or+1&*/=}", R"({/*"*/"id":"' or 1"})");
    Check("", R"([true,false,null,1,-2.5e+3,[1]])");
    Check("password=", R"({"password":'x'})");
  }

  // Deeper than names are kept.
  void Depth() {
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "{\"a\":[";
    const std::string text = JsonText(deep + "\"x' or 1\"" + std::string(500, ']'));
    CPPUNIT_ASSERT(text.ends_with("=x'+or+1"));
    const std::string name(5000, 'n');
    CPPUNIT_ASSERT_EQUAL(std::string(96, 'n') + "=v", JsonText("{\"" + name + "\":\"v\"}"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonBodyTest);

}  // namespace
}  // namespace errwatch
