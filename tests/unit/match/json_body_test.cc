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
  CPPUNIT_TEST(WordsThatAreNone);
  CPPUNIT_TEST(NamesThatSayMore);
  CPPUNIT_TEST(Reports);
  CPPUNIT_TEST(Depth);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const std::string& expected, std::string_view body) {
    CPPUNIT_ASSERT_EQUAL(expected, JsonText(body));
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
    Check("a%26b%3D&a%26b%3D=c", R"({"a&b=":"c"})");
  }

  void Escapes() {
    Check("a='%0A\"\\/", R"({"a":"\u0027\n\"\\\/"})");
    Check("a=\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", R"({"a":"\u00e4\u20AC\ud83d\ude00"})");
    Check("a'&a'=x", R"({"\u0061\u0027":"x"})");
    Check("a=zzq", R"({"a":"\u00zz\q"})");  // broken ones
  }

  void OperatorsAreSeen() {
    Check("user[$ne]=null", R"({"user":{"$ne":null}})");
    Check("id[$in]=[", R"({"id":{"$in":[1,2]}})");
    Check("at[$gte]={&$gte[__type]=Date", R"({"at":{"$gte":{"__type":"Date"}}})");
    Check("a[$gt]=", R"({"a":{"$gt":""}})");
    Check("__proto__={&__proto__[x]=1", R"({"__proto__":{"x":1}})");
    Check("constructor[prototype]={&prototype[x]=1", R"({"a":{"constructor":{"prototype":{"x":1}}}})");
    Check("prototype[x]=1", R"({"prototype":{"x":1}})");
    Check("constructor[name]=a", R"({"constructor":{"name":"a"}})");
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
    Check("a[b]=c", R"([]}}]]{"a":{"b":"c"})");
    Check("=[}}]]{\"a\":\"c\"}", R"([}}]]{"a":"c"})");  // to nobody
  }

  // JSON5, Gson, Jackson, Json.NET, fastjson and YAML take these, or can be told to.
  void WhatLenientParsersTake() {
    Check("id&id=1'+union+select+1,2", R"({'id':'1\' union select 1,2'})");
    Check("id&id=1+union+select", R"({id:1 union select})");
    Check("id=1+union+select+2,3", R"({"id":1 union select 2,3})");
    Check("=\"&id&id='+or+1", R"({/*"*/"id":"' or 1"})");
    Check("=\"&id&id='+or+1", "{//\"\n\"id\":\"' or 1\"}");
    Check("=\"&id&id='+or+1", "{#\"\r\"id\":\"' or 1\"}");
    Check("=*a*&=&id&id=x", "{/**a**//**/ id:'x'}");
    Check("", R"([true,false,null,1,-2.5e+3,[1]])");
    Check("password=", R"({"password":'x'})");
    Check("password&password=&x&x=y", R"({password:"one",x:"y"})");
    for (const char* body : {R"({q:"' or 1"})", R"({'q':"' or 1"})", R"({q="' or 1"})", R"({"q"=>"' or 1"})",
                             R"({ q : '\' or 1' })", R"({"q":'\x27 or 1',})", R"({q:"\
' or 1"})",
                             "{q:'\\\r\n\\u0027 or 1'}"})
      CPPUNIT_ASSERT_MESSAGE(body, JsonText(body).ends_with("q='+or+1"));
    // Behind it each string is read, name or not.
    Check("a=1&q&q='+or+1", R"({"a":1;"q":"' or 1"})");
    Check("x=1&a=$x,&a='+or+1", R"({"x":1,"a":$x,"' or 1"})");
    Check("a&a=b&'+or+1", R"({a:"b","' or 1"})");
  }

  // Words of JSON and numbers in lists are left out, what only begins as one is not.
  void WordsThatAreNone() {
    Check("=nc+-e+/bin/sh,2", "[1,nc -e /bin/sh,2]");
    Check("=tru&=NaN,nullx", "[tru, null ,NaN,nullx]");
    Check("=1'+or+1,tru,+null+,NaN", "[1' or 1,tru, null ,NaN]");
    Check("=" + std::string(40, '1') + "x", "[" + std::string(40, '1') + "x]");
    Check("=${7*7},x,&a&a=b", R"([1,${7*7},x,{"a":"b"}])");
    Check("a.b{c:1}", "{a.b{c:1}}");
  }

  // A name may be the payload: of a member that has no value, or lies far in.
  void NamesThatSayMore() {
    Check("'+or+1", R"({"' or 1":{}})");
    Check("<svg/onload&a[b]=c", R"({"<svg/onload":{"a":{"b":"c"}}})");
    Check("a$b.c_[d]=e", R"({"a$b.c_":{"d":"e"}})");
    const std::string name(96, 'n');
    Check(name + "=v", "{\"" + name + "\":\"v\"}");
    Check(name + "'x&" + name + "=v", "{\"" + name + "'x\":\"v\"}");
    Check(name + "nn", "{\"" + name + "nn\":[]}");
  }

  // What a browser quotes of a page is not kept, all else is.
  void Reports() {
    const auto text = [](std::string_view body) { return ReadBody({BodyKind::kReport, {}}, body, 3); };
    CPPUNIT_ASSERT_EQUAL(std::string("csp-report[blocked-uri]=&csp-report[script-sample]=&csp-report[x]='"),
                         text(R"({"csp-report":{"blocked-uri":"javascript:a","script-sample":"<","x":"'"
  }})"));
    CPPUNIT_ASSERT_EQUAL(std::string("type=csp-violation&url=&body[sample]=&body[q]='&q='"),
                         text(R"([{"type":"csp-violation","url":"http://a/?q='",)"
                              R"("body":{"sample":"<svg","q":"'"}},{"q":"'"}])"));
    CPPUNIT_ASSERT_EQUAL(std::string("sample='&a[url]='"), text(R"({"sample":"'","a":{"url":"'"}})"));
    Check("body[sample]='", R"({"body":{"sample":"'"}})");
  }

  // Deeper than names are kept.
  void Depth() {
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "{\"a\":[";
    const std::string text = JsonText(deep + "\"x' or 1\"" + std::string(500, ']'));
    CPPUNIT_ASSERT(text.ends_with("=x'+or+1"));
    const std::string name(5000, 'n');
    CPPUNIT_ASSERT_EQUAL(name + "&" + std::string(96, 'n') + "=v", JsonText("{\"" + name + "\":\"v\"}"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonBodyTest);

}  // namespace
}  // namespace errwatch
