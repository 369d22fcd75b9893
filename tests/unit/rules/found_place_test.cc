#include "rules/found_place.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/allocation_counter.h"
#include "unit/rules/engine.h"

namespace errwatch {
namespace {

class FoundPlaceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FoundPlaceTest);
  CPPUNIT_TEST(NamesTheParameter);
  CPPUNIT_TEST(NamesCookiesAndHeaders);
  CPPUNIT_TEST(FieldsWithoutAName);
  CPPUNIT_TEST(StructuresAreFoundInTheirValue);
  CPPUNIT_TEST(SaysWhereInAValueItBegins);
  CPPUNIT_TEST(WhatIsCarriedAlongComesLast);
  CPPUNIT_TEST(FurtherConditionsAreAsked);
  CPPUNIT_TEST(NothingIsFoundInNoText);
  CPPUNIT_TEST(AnyBytes);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const std::string& rule, const Entry& entry, Target target, std::string_view name,
                    std::string_view text, std::size_t at = 0) {
    Engine engine({rule});
    const auto place = PlaceOf(engine.set(), entry, engine.Ask(entry), engine.scratch());
    CPPUNIT_ASSERT_MESSAGE(rule, place.has_value());
    CPPUNIT_ASSERT_EQUAL(TargetName(target), TargetName(place->target));
    CPPUNIT_ASSERT_EQUAL(std::string(name), std::string(place->name));
    CPPUNIT_ASSERT_EQUAL(std::string(text), std::string(place->text));
    CPPUNIT_ASSERT_EQUAL(at, place->at);
  }

 public:
  void NamesTheParameter() {
    const std::string rule = R"(1 sql_injection target=args,body "union select")";
    Check(rule, Args("page=2&Id=1 union select 2&c=d"), Target::kArgs, "Id", "1 union select 2", 2);
    // Decoded, and still by the name as it was sent.
    Check(rule, Args("page=2&a%5BId%5D=1%27+UNION/**/select&c=d"), Target::kArgs, "a%5BId%5D",
          "1' union select", 3);
    // What is encoded is no separator.
    Check(rule, Args("q=a%26b%3Dunion+select&c=d"), Target::kArgs, "q", "a&b=union select", 4);
    Entry entry;
    entry.body = "name=x&comment=1+union+select";
    Check(rule, entry, Target::kBody, "comment", "1 union select", 2);
    entry.body = "name=x&*=1+union+select";  // a body's text that has no name
    Check(rule, entry, Target::kBody, "", "1 union select", 2);
    Check(rule, Args("union select"), Target::kArgs, "", "union select");
    // The name is what is looked for.
    Check(R"(1 code_injection target=args "(?:^|&)cmd=")", Args("a=b&cmd=id&c"), Target::kArgs, "a", "b", 1);
    // Base64: the value stands behind its name, decoded.
    Check(rule, Args("a=b&data=MScgdW5pb24gc2VsZWN0IDEsMi0tIC0="), Target::kArgs, "data",
          "1' union select 1,2-- -", 3);
  }

  void NamesCookiesAndHeaders() {
    Entry entry;
    entry.cookie = "a=b; lang=<script>; c=d";
    const std::string rule = R"(1 xss target=cookie,headers,referer "<script")";
    Check(rule, entry, Target::kCookie, "lang", "<script>");
    entry.headers = "Accept: a\nX-Api: see <script>\nX-B: c";
    Check(rule, entry, Target::kHeaders, "X-Api", "see <script>", 4);
    entry = Entry();
    entry.referer = "http://a/b?c=d&q=%3Cscript";
    Check(rule, entry, Target::kReferer, "q", "<script");
  }

  void FieldsWithoutAName() {
    const std::string rule = R"(1 xss target=agent,uri,location,message "<script")";
    Entry entry;
    entry.agent = "a=b <script>";
    Check(rule, entry, Target::kAgent, "", "a=b <script>", 4);
    entry = Entry();
    entry.uri = "/a&b=%3Cscript";
    Check(rule, entry, Target::kUri, "", "/a&b=<script", 5);
    // It is kept with the incident as it is.
    Check(rule, Message("<script> is not found"), Target::kMessage, "", "");
    // Credentials are shown nowhere.
    entry = Entry();
    entry.credentials = "Bearer <script>";
    Check(R"(1 xss target=authorization "<script")", entry, Target::kAuthorization, "", "");
  }

  void StructuresAreFoundInTheirValue() {
    const std::string rule = "1 sql_injection target=args,body structure=sql";
    Check(rule, Args("page=2&id=1%27+union+select+password+from+users--+-&c=d"), Target::kArgs, "id",
          "1' union select password from users-- -", 3);
    Entry entry;
    entry.body = "text=who is there&id=1'+union+select+1,2--+-";
    Check(rule, entry, Target::kBody, "id", "1' union select 1,2-- -", 3);
    // Of a member all that it stands in, by the name of that.
    Check(rule, Args("page=2&f={\"id\":\"1+union+select+2\"}&c=d"), Target::kArgs, "f",
          "{\"id\":\"1 union select 2\"}", 9);
    // Behind more fields than there is room for.
    std::string many;
    for (int i = 0; i < 300; ++i) many += "a=%20b&";
    many += "id=1+union+select+2&c=d";
    entry.body = many;
    Check(rule, entry, Target::kBody, "id", "1 union select 2", 2);
  }

  // Far behind the beginning of a long value.
  void SaysWhereInAValueItBegins() {
    const std::string before(3000, 'a');
    Entry entry;
    entry.body = std::string_view("x=y&text=");
    const std::string body = "x=y&text=" + before + "+<script>alert(1)</script>+" + before;
    entry.body = body;
    for (const char* what : {R"("<script")", "structure=markup"}) {
      Engine engine({std::string("1 xss target=body ") + what});
      const auto place = PlaceOf(engine.set(), entry, engine.Ask(entry), engine.scratch());
      CPPUNIT_ASSERT(place && place->name == "text");
      CPPUNIT_ASSERT(place->text.substr(place->at).starts_with("<script") && place->at > before.size());
    }
  }

  void WhatIsCarriedAlongComesLast() {
    Entry entry;
    entry.args = "q=<script>";
    entry.cookie = "c=<script>";
    Check(R"(1 xss target=args,cookie "<script")", entry, Target::kArgs, "q", "<script>");
  }

  void FurtherConditionsAreAsked() {
    Entry entry = Args("a=b&q=<script>");
    entry.log_id = 128;
    entry.uri = "/a";
    Check(R"(1 xss ah=AH00128 target=uri "^/a" and target=args "<script")", entry, Target::kArgs, "q",
          "<script>");
    Check(R"(1 xss target=args "<script" and target=uri "^/a" and not target=agent "curl")", entry,
          Target::kArgs, "q", "<script>");
  }

  void NothingIsFoundInNoText() {
    Engine engine({"1 vuln_scan ah=AH00128"});
    const Entry entry = Message("AH00128: File does not exist: /x");
    CPPUNIT_ASSERT(!PlaceOf(engine.set(), entry, engine.Ask(entry), engine.scratch()));
    CPPUNIT_ASSERT(!PlaceOf(engine.set(), entry, Classification(), engine.scratch()));
  }

  void AnyBytes() {
    Engine engine({"1 sql_injection target=args,body,cookie,headers,referer structure=sql",
                   R"(2 xss target=args,body,cookie,headers,referer "<s")",
                   "3 xss target=args,body structure=markup"});
    constexpr std::string_view kSome = "&=;?\n: %3C<s'or 1--\"\xff";
    uint32_t random = 7;
    std::string text(300, '\0');
    std::size_t places = 0;
    std::size_t count = 0;
    for (int round = 0; round < 1500; ++round) {
      for (char& c : text) {
        random = random * 1664525 + 1013904223;
        c = kSome[(random >> 16) % kSome.size()];
      }
      Entry entry;
      entry.args = entry.body = entry.cookie = entry.headers = entry.referer = text;
      Classification what = engine.Ask(entry);
      what.rule = 1 + static_cast<uint32_t>(round) % 3;
      what.found = kAllTargets;
      const AllocationCounter allocations;
      const auto place = PlaceOf(engine.set(), entry, what, engine.scratch());
      count += allocations.count();
      if (!place) continue;
      ++places;
      CPPUNIT_ASSERT(place->at <= place->text.size());
    }
    CPPUNIT_ASSERT(places > 100);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FoundPlaceTest);

}  // namespace
}  // namespace errwatch
