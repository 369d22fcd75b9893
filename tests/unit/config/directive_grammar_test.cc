// The values of the directives, edges included. How they reach the settings: directive_test.cc.
#include "config/directive_grammar.h"

#include <cppunit/extensions/HelperMacros.h>

#include "config/directive.h"
#include "unit/parsed_words.h"

namespace errwatch {
namespace {

class DirectiveGrammarTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DirectiveGrammarTest);
  CPPUNIT_TEST(Switches);
  CPPUNIT_TEST(Limits);
  CPPUNIT_TEST(LimitMistakes);
  CPPUNIT_TEST(BlockPolicies);
  CPPUNIT_TEST(BlockMistakes);
  CPPUNIT_TEST(Actions);
  CPPUNIT_TEST(ActionMistakes);
  CPPUNIT_TEST(Prefixes);
  CPPUNIT_TEST(Numbers);
  CPPUNIT_TEST(StatusCodes);
  CPPUNIT_TEST(InspectAndGate);
  CPPUNIT_TEST(Bodies);
  CPPUNIT_TEST(Scopes);
  CPPUNIT_TEST(Paths);
  CPPUNIT_TEST(MessagesStayShortAndPrintable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Switches() {
    for (const char* on : {"On", "on", "ON"}) CPPUNIT_ASSERT(Value(ParseOnOff({on})));
    for (const char* off : {"Off", "off"}) CPPUNIT_ASSERT(!Value(ParseOnOff({off})));
    for (const char* wrong : {"", "yes", "1", "DetectionOnly", "onn"})
      AssertError(wrong, ParseOnOff({wrong}), "On or Off");
    CPPUNIT_ASSERT(Value(ParseEngine({"detectiononly"})) == Engine::kDetectionOnly);
    CPPUNIT_ASSERT(Value(ParseEngine({"ON"})) == Engine::kOn);
    CPPUNIT_ASSERT(Value(ParseEngine({"off"})) == Engine::kOff);
    AssertError("Detection", ParseEngine({"Detection"}), "DetectionOnly");
  }

  void Limits() {
    const auto limit = [](std::string_view text) { return Value(ParseLimit(WordsOf(text))); };
    CPPUNIT_ASSERT(limit("any 1/1s").limit.shape == (BucketShape{1, 100}));
    CPPUNIT_ASSERT(limit("any 10000/30d").limit.shape == (BucketShape{10'000, 259'200'000}));
    CPPUNIT_ASSERT(!limit("any 5/10m").category);
    CPPUNIT_ASSERT(limit("tls_error 5/10m").category == Category::kTlsError);
    CPPUNIT_ASSERT(limit("xss 5/10m").limit.block == Milliseconds(-1));
    CPPUNIT_ASSERT(limit("xss 5/10m block=7d").limit.block == Milliseconds(604'800'000));
    CPPUNIT_ASSERT(limit("xss 5/10m BLOCK=None").limit.block == Milliseconds(0));
    CPPUNIT_ASSERT(limit("xss 5/10m block=0s").limit.block == Milliseconds(0));
    CPPUNIT_ASSERT_EQUAL(0U, limit("xss none").limit.shape.capacity);
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      const auto category = static_cast<Category>(i);
      CPPUNIT_ASSERT(limit(std::string(CategoryName(category)) + " 2/1m").category == category);
    }
  }

  void LimitMistakes() {
    for (const auto& [text, part] :
         std::initializer_list<Mistake>{{"xsss 5/10m", "there are any, sql_injection, xss"},
                                        {"XSS 5/10m", "unknown category"},
                                        {"benign 5/10m", "never counted"},
                                        {"xss 5", "capacity/window as in 5/10m, or none"},
                                        {"xss 0/10m", "from 1 to 10000"},
                                        {"xss 10001/10m", "from 1 to 10000"},
                                        {"xss -5/10m", "from 1 to 10000"},
                                        {"xss /10m", "from 1 to 10000"},
                                        {"xss 4294967297/10m", "from 1 to 10000"},
                                        {"xss 5/", "the window: "},
                                        {"xss 5/10", "a number with s, m, h or d"},
                                        {"xss 5/0s", "from 1s to 30d"},
                                        {"xss 5/31d", "from 1s to 30d"},
                                        {"xss 5/10m 1h", "block=duration or block=none"},
                                        {"xss 5/10m block=", "block=: "},
                                        {"xss 5/10m block=5", "a number with s, m, h or d"},
                                        {"xss none block=5m", "no meaning after none"}}) {
      AssertError(text, ParseLimit(WordsOf(text)), part);
    }
  }

  void BlockPolicies() {
    const auto policy = [](std::string_view text) { return Value(ParseBlockPolicy(WordsOf(text))); };
    CPPUNIT_ASSERT(policy("base=10m factor=4 max=24h decay=7d") == BlockPolicy());
    CPPUNIT_ASSERT_EQUAL(1U, policy("factor=1").factor);
    CPPUNIT_ASSERT_EQUAL(100U, policy("Factor=100").factor);
    CPPUNIT_ASSERT(policy("max=10m").base == policy("max=10m").max);
    CPPUNIT_ASSERT(policy("decay=0s").decay == Milliseconds(0));
    CPPUNIT_ASSERT(policy("max=3650d base=3650d").base == Milliseconds(315'360'000'000));
  }

  void BlockMistakes() {
    for (const auto& [text, part] :
         std::initializer_list<Mistake>{{"base=0s", "the least is 1s"},
                                        {"max=0s", "the least is 1s"},
                                        {"base=2d", "base=2d is longer than max=1d"},
                                        {"max=5m", "base=10m is longer than max=5m"},
                                        {"factor=0", "from 1 to 100"},
                                        {"factor=101", "from 1 to 100"},
                                        {"factor=1.5", "from 1 to 100"},
                                        {"base=10", "a number with s, m, h or d"},
                                        {"10m", "expected base=, factor=, max= or decay="},
                                        {"time=10m", "expected base=, factor=, max= or decay="},
                                        {"base=1m base=2m", "given twice"},
                                        {"base=1m BASE=2m", "given twice"}}) {
      AssertError(text, ParseBlockPolicy(WordsOf(text)), part);
    }
  }

  void Actions() {
    const auto action = [](std::string_view text) { return Value(ParseAction(WordsOf(text))); };
    CPPUNIT_ASSERT(action("deny") == (Action{ActionKind::kDeny, 403, ""}));
    CPPUNIT_ASSERT(action("Deny status=400").status == 400);
    CPPUNIT_ASSERT(action("deny status=511").status == 511);
    CPPUNIT_ASSERT(action("drop").kind == ActionKind::kDrop);
    for (const char* url :
         {"/", "/blocked.html", "http://a", "https://www.example.org/b?c=d", "HTTPS://[2001:db8::1]/"}) {
      CPPUNIT_ASSERT(action(std::string("redirect=") + url) == (Action{ActionKind::kRedirect, 403, url}));
    }
  }

  void ActionMistakes() {
    const std::string long_url = "redirect=/" + std::string(3000, 'a');
    for (const auto& [text, part] :
         std::initializer_list<Mistake>{{"refuse", "deny, drop or redirect=URL"},
                                        {"deny status=200", "from 400 to 599"},
                                        {"deny status=399", "from 400 to 599"},
                                        {"deny status=600", "from 400 to 599"},
                                        {"deny status=418", "429"},
                                        {"deny status=450", "would send 500"},
                                        {"deny status=599", "would send 500"},
                                        {"deny status=", "from 400 to 599"},
                                        {"deny 403", "expected status="},
                                        {"drop status=403", "no meaning after drop"},
                                        {"redirect=/a status=302", "no meaning after redirect=/a"},
                                        {"redirect=", "must begin with"},
                                        {"redirect=blocked.html", "must begin with"},
                                        {"redirect=//evil.example", "must begin with"},
                                        {"redirect=/\\evil.example", "must begin with"},
                                        {"redirect=http://", "must begin with"},
                                        {"redirect=http:///x", "must begin with"},
                                        {"redirect=ftp://x/", "must begin with"},
                                        {"redirect=javascript:alert(1)", "must begin with"},
                                        {"\"redirect=/a b\"", "blanks or control characters"},
                                        {"\"redirect=/a\rSet-Cookie: x\"", "blanks or control characters"},
                                        {long_url.c_str(), "longer than 2048"}}) {
      AssertError(text, ParseAction(WordsOf(text)), part);
    }
  }

  void Prefixes() {
    const auto prefix = [](std::string_view text) { return Value(ParseClientPrefix(WordsOf(text))); };
    CPPUNIT_ASSERT(prefix("ipv4=8 ipv6=16") == (ClientPrefix{8, 16}));
    CPPUNIT_ASSERT(prefix("IPv6=128 IPv4=32") == (ClientPrefix{32, 128}));
    CPPUNIT_ASSERT(prefix("ipv6=48") == (ClientPrefix{32, 48}));
    for (const auto& [text, part] : std::initializer_list<Mistake>{{"ipv4=7", "from 8 to 32"},
                                                                   {"ipv4=33", "from 8 to 32"},
                                                                   {"ipv6=15", "from 16 to 128"},
                                                                   {"ipv6=129", "from 16 to 128"},
                                                                   {"ipv4=288", "from 8 to 32"},
                                                                   {"ipv4=/24", "from 8 to 32"},
                                                                   {"24", "ipv4= or ipv6="},
                                                                   {"ipv4=24 ipv4=24", "given twice"}}) {
      AssertError(text, ParseClientPrefix(WordsOf(text)), part);
    }
  }

  void Numbers() {
    CPPUNIT_ASSERT_EQUAL(kMinClients, Value(ParseClients({"1024"})));
    CPPUNIT_ASSERT_EQUAL(kMaxClients, Value(ParseClients({"16777216"})));
    CPPUNIT_ASSERT_EQUAL(5000U, Value(ParseClients({"5000"})));
    for (const char* wrong :
         {"", "1023", "16777217", "64k", "-1", "0x1000", "1e6", "99999999999", " 2000", "2000.0"}) {
      AssertError(wrong, ParseClients({wrong}), "no number from 1024 to 16777216");
    }
  }

  void StatusCodes() {
    const auto codes = [](std::string_view text) { return Value(ParseStatusCodes(WordsOf(text))); };
    CPPUNIT_ASSERT(codes("404 400 599 404") == (std::vector<uint16_t>{400, 404, 599}));
    CPPUNIT_ASSERT(codes("None").empty());
    for (const char* wrong : {"600", "404,403", "4xx", "65940"})
      AssertError(wrong, ParseStatusCodes(WordsOf(wrong)), "no number from 400 to 599");
    for (const char* wrong : {"200", "399"})
      AssertError(wrong, ParseStatusCodes(WordsOf(wrong)), "no refusal: codes from 400 to 599");
    for (const char* wrong : {"404 none", "none 404"})
      AssertError(wrong, ParseStatusCodes(WordsOf(wrong)), "none stands alone");
  }

  void Bodies() {
    const auto body = [](std::string_view text) { return Value(ParseBody(WordsOf(text))); };
    CPPUNIT_ASSERT_EQUAL(0U, body("Off"));
    CPPUNIT_ASSERT_EQUAL(65536U, body("on"));
    CPPUNIT_ASSERT_EQUAL(65536U, body("On size=64k"));
    CPPUNIT_ASSERT_EQUAL(1024U, body("On size=1K"));
    CPPUNIT_ASSERT_EQUAL(5000U, body("On size=5000"));
    AssertError("maybe", ParseBody(WordsOf("maybe")), "On or Off");
    AssertError("Off size=2k", ParseBody(WordsOf("Off size=2k")), "no meaning after Off");
    AssertError("On 64k", ParseBody(WordsOf("On 64k")), "size=");
    for (const char* size : {"0", "1023", "65k", "65537", "2m", "k", "", "-1", "2 k"})
      AssertError(size, ParseBody(WordsOf("On \"size=" + std::string(size) + "\"")), "1k to 64k");
  }

  void InspectAndGate() {
    CPPUNIT_ASSERT(Value(ParseInspect({"entries"})) == Inspect::kEntries);
    CPPUNIT_ASSERT(Value(ParseInspect({"Errors"})) == Inspect::kErrors);
    CPPUNIT_ASSERT(Value(ParseInspect({"all"})) == Inspect::kAll);
    AssertError("none", ParseInspect({"none"}), "entries, errors or all");
    const auto gate = [](std::string_view text) { return int{Value(ParseGate(WordsOf(text)))}; };
    CPPUNIT_ASSERT_EQUAL(int{kGateEarly}, gate("early"));
    CPPUNIT_ASSERT_EQUAL(int{kGateAccess}, gate("Access"));
    CPPUNIT_ASSERT_EQUAL(3, gate("both"));
    CPPUNIT_ASSERT_EQUAL(3, gate("access early"));
    AssertError("late", ParseGate(WordsOf("late")), "early, access or both");
    AssertError("early late", ParseGate(WordsOf("early late")), "\"late\"");
  }

  void Scopes() {
    const std::string longest(32, 'a');
    for (const std::string& name : {std::string("a"), std::string("Shop_2.eu-west"), longest}) {
      CPPUNIT_ASSERT_EQUAL(name, Value(ParseScope({name})));
    }
    const std::string longer = longest + "a";
    for (const char* wrong : {"", "a b", "a/b", "caf\xc3\xa9", "a:b", longer.c_str()}) {
      AssertError(wrong, ParseScope({wrong}), "1 to 32 letters, digits");
    }
  }

  void Paths() {
    CPPUNIT_ASSERT_EQUAL(std::string("/run/x"), Value(ParsePath({"/run/x"}, "/srv")));
    CPPUNIT_ASSERT_EQUAL(std::string("/srv/x"), Value(ParsePath({"x"}, "/srv")));
    CPPUNIT_ASSERT_EQUAL(std::string("/srv/x"), Value(ParsePath({"x"}, "/srv/")));
    CPPUNIT_ASSERT_EQUAL(std::string("x"), Value(ParsePath({"x"}, "")));
    AssertError("", ParsePath({""}, "/srv"), "empty");
    AssertError("control", ParsePath({"a\nb"}, "/srv"), "control characters");
    AssertError("NUL", ParsePath({std::string("a\0b", 3)}, "/srv"), "control characters");
    AssertError("long", ParsePath({std::string(4096, 'a')}, "/srv"), "longer than 4095");
  }

  void MessagesStayShortAndPrintable() {
    const auto inspected = ParseInspect({"\x1b[31m" + std::string(100'000, 'x')});
    CPPUNIT_ASSERT(!inspected.ok());
    CPPUNIT_ASSERT(inspected.error().size() < 300);
    CPPUNIT_ASSERT(inspected.error().find('\x1b') == std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DirectiveGrammarTest);

}  // namespace
}  // namespace errwatch
