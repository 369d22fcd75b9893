#include "store/incident_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::store {
namespace {

class IncidentTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentTextTest);
  CPPUNIT_TEST(TargetIsPathAndArguments);
  CPPUNIT_TEST(SecretsOfATargetAreMasked);
  CPPUNIT_TEST(ShortValueIsWhole);
  CPPUNIT_TEST(LongValueIsCutAroundThePlace);
  CPPUNIT_TEST(SecretValueIsMasked);
  CPPUNIT_TEST(WhatTheLineShowsIsNotRepeated);
  CPPUNIT_TEST(CutsNoCharacter);
  CPPUNIT_TEST_SUITE_END();

  static std::string Excerpt(const FoundPlace& place, const Entry& entry = {}) {
    return std::string(FoundTextOf(entry, place).excerpt.view());
  }

 public:
  void TargetIsPathAndArguments() {
    CPPUNIT_ASSERT_EQUAL(std::string("/a"), std::string(TargetOf("/a", "").view()));
    CPPUNIT_ASSERT_EQUAL(std::string("/a?b=c"), std::string(TargetOf("/a", "b=c").view()));
    const std::string path = "/" + std::string(500, 'p') + "/end.php";
    const std::string args = "first=1&" + std::string(500, 'a') + "&last=2";
    const std::string both(TargetOf(path, args).view());
    CPPUNIT_ASSERT(both.size() == kTargetBytes && both.starts_with("/ppp") && both.ends_with("&last=2"));
    CPPUNIT_ASSERT(both.find("/end.php?first=1&") != std::string::npos);
    const std::string long_args(TargetOf("/a", args).view());
    CPPUNIT_ASSERT(long_args.size() == kTargetBytes && long_args.starts_with("/a?first=1&aaa"));
  }

  void SecretsOfATargetAreMasked() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("/app;pwd=***/x?user=joe&password=***&id=2'%20union"),
        std::string(TargetOf("/app;pwd=S1/x", "user=joe&password=SECRETq92&id=2'%20union").view()));
    // Neither what is kept of the end tells it, where its name is cut away.
    for (const std::size_t size : {10U, 100U, 180U, 190U, 200U, 1000U}) {
      const std::string args = std::string(300, 'a') + "&password=" + std::string(size, 'S');
      const std::string text(TargetOf("/" + std::string(300, 'p'), args).view());
      CPPUNIT_ASSERT(text.find('S') == std::string::npos && text.ends_with("&password=***"));
    }
  }

  void ShortValueIsWhole() {
    const FoundText found = FoundTextOf({}, {Target::kBody, "comment", "1' or 1=1", 3});
    CPPUNIT_ASSERT(found.in == Target::kBody && found.field.view() == "comment");
    CPPUNIT_ASSERT(found.excerpt.view() == "1' or 1=1");
    const std::string name(100, 'n');
    CPPUNIT_ASSERT_EQUAL(kFieldNameBytes, FoundTextOf({}, {Target::kBody, name, "x", 0}).field.view().size());
    CPPUNIT_ASSERT(!FoundText().in);
  }

  void LongValueIsCutAroundThePlace() {
    const std::string text = std::string(500, 'a') + "<script>" + std::string(500, 'b');
    const std::string middle = Excerpt({Target::kBody, "text", text, 500});
    CPPUNIT_ASSERT_EQUAL("..." + std::string(16, 'a') + "<script>" + std::string(42, 'b') + "...", middle);
    CPPUNIT_ASSERT_EQUAL(kExcerptBytes, middle.size());
    CPPUNIT_ASSERT(Excerpt({Target::kBody, "text", text, 5}).starts_with("aaa"));
    CPPUNIT_ASSERT(Excerpt({Target::kBody, "text", text, 1007}).ends_with("bbb"));
    CPPUNIT_ASSERT(Excerpt({Target::kBody, "text", text, text.size()}).ends_with("bbb"));
  }

  void SecretValueIsMasked() {
    for (const char* name : {"password", "%70assword", "X-Api-Key", "user[pass]", "password[$ne]"})
      CPPUNIT_ASSERT_EQUAL(std::string("***"), Excerpt({Target::kBody, name, "x' or 1=1", 3}));
    // A secret within a value, also where its name is not in what is kept.
    CPPUNIT_ASSERT_EQUAL(std::string("/login?password=***"),
                         Excerpt({Target::kReferer, "next", "/login?password=SECRET", 3}));
    const std::string text =
        "/login?password=" + std::string(400, 'S') + "&x=' or 1=1" + std::string(90, 'z');
    CPPUNIT_ASSERT(Excerpt({Target::kBody, "next", text, 419}).find('S') == std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("...***..."), Excerpt({Target::kBody, "next", text, 200}));
  }

  void WhatTheLineShowsIsNotRepeated() {
    Entry entry;
    entry.uri = "/a";
    entry.args = "id=1'";
    CPPUNIT_ASSERT_EQUAL(std::string(), Excerpt({Target::kArgs, "id", "1'", 1}, entry));
    CPPUNIT_ASSERT(FoundTextOf(entry, {Target::kArgs, "id", "1'", 1}).field.view() == "id");
    CPPUNIT_ASSERT_EQUAL(std::string(), Excerpt({Target::kUri, "", "/a", 1}, entry));
    CPPUNIT_ASSERT_EQUAL(std::string("1'"), Excerpt({Target::kBody, "id", "1'", 1}, entry));
    const std::string args = std::string(400, 'a') + "&id=1'&" + std::string(400, 'a');
    entry.args = args;
    CPPUNIT_ASSERT_EQUAL(std::string("1'"), Excerpt({Target::kArgs, "id", "1'", 1}, entry));
  }

  void CutsNoCharacter() {
    std::string text;
    while (text.size() < 400) text += "\xe2\x82\xac";
    for (std::size_t at = 0; at < 60; ++at) {
      const std::string excerpt = Excerpt({Target::kBody, "text", text, at});
      std::string_view kept = excerpt;
      if (kept.starts_with("...")) kept.remove_prefix(3);
      CPPUNIT_ASSERT(kept.ends_with("..."));
      kept.remove_suffix(3);
      CPPUNIT_ASSERT(kept.size() % 3 == 0 && kept.starts_with("\xe2") && kept.size() > 50);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentTextTest);

}  // namespace
}  // namespace errwatch::store
