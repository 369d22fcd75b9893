#include "structure/markup.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/decoded_value.h"
#include "unit/everyday_values.h"

namespace errwatch {
namespace {

class MarkupTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MarkupTest);
  CPPUNIT_TEST(AttacksAreFound);
  CPPUNIT_TEST(EverydayValuesAreNot);
  CPPUNIT_TEST(NearMissesAreNot);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AttacksAreFound() { CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasMarkup, kAttacks, true)); }
  void EverydayValuesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasMarkup, kEverydayValues, false));
  }
  void NearMissesAreNot() { CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasMarkup, kNearMisses, false)); }

  void AllocatesNothing() {
    std::vector<DecodedValue> values;
    for (const auto* list : {&kAttacks, &kNearMisses})
      for (const std::string_view sent : *list) values.emplace_back(sent);
    std::size_t found = 0;
    const AllocationCounter counter;
    for (const DecodedValue& value : values) found += HasMarkup(value.value());
    const std::size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
    CPPUNIT_ASSERT_EQUAL(kAttacks.size(), found);
  }

 private:
  // As they are sent in a query.
  const std::vector<std::string_view> kAttacks = {
      "<script>alert(1)</script>",
      "%3Cscript%3Ealert(1)",
      "<SCRIPT SRC=//x.example/a.js>",
      "<script/x>f()",
      "<script	>f()",
      "x<script>f()",
      "</title><script>f()",
      "<s c r i p t>f()",
      "<s cript>",
      "< script >f()",
      "</script><b>",
      "'</script>",
      "<svg onload=f()>",
      "<svg/onload=f()>",
      "<svg><animate onbegin=f()>",
      "<svg%0Conload=f()>",
      "<img src=x onerror=f()>",
      "<img/src=x/onerror=f()>",
      "<IMG SRC=x OnErRoR =f()>",
      "<image src=x href=x onerror=f()>",
      "<x onpointerrawupdate=f()>",
      "<anything onwhatever=1>",
      "<b onclick='f()'>bold</b>",
      "<a href=javascript:f()>x",
      "<a href=\"java%0ascript:f()\">",
      "<a href=' %01javascript:f()'>",
      "<a href=&#106;avascript:f()>",
      "<a href=jav&#x61;script&colon;f()>",
      "<form action=//x.example>",
      "<button formaction=//x.example>",
      "<iframe src=//x.example>",
      "<iframe>",
      "<iframe srcdoc='<b>'>",
      "<object data=//x.example>",
      "<embed src=x.swf>",
      "<base href=//x.example/>",
      "<link rel=stylesheet href=//x.example>",
      "<meta http-equiv=refresh content=0>",
      "<meta charset=utf-7>",
      "<video src=x onerror=f()>",
      "<audio src=x onerror=f()>",
      "<input type=image src=x>",
      "<body background=x>",
      "<style>@import '//x.example';</style>",
      "<math><mi xlink:href=x>",
      "<use href='data:image/svg+xml,x'>",
      "<p style=width:expression(f())>",
      "<p style='-moz-binding:url(//x)'>",
      "<noscript><p title=\"</noscript><i>",
      "<p title=\"</textarea>",
      "\"><b>",
      "'><img src=x>",
      "\"/><h1>x",
      "`><x>",
      "\" onfocus=f() autofocus x=\"",
      "' onmouseover='f()",
      "\"onclick=f();//",
      "x onmouseover=f()",
      "x' style='x:expression(f())",
      "\" srcdoc=\"<b>",
      "\" href=\"javascript:f()",
      "\\x3cscript\\x3ef()",
      "\\u003cimg src=x onerror=f()",
      "%253Cscript%253Ef()",
      "%25253Csvg onload=f()",
      "%EF%BC%9Cscript%EF%BC%9Ef()",
      "%C0%BCscript%C0%BEf()",
      "+ADw-script+AD4-f()",
      "javascript:f(1)",
      "JaVaScRiPt:f`1`",
      "java%09script:f(1)",
      "javascript://%0af(1)",
      "data:text/html,<b>",
      "data:text/html;base64,PHNjcmlwdD4=",
      "vbscript:f(1)",
      "-moz-binding:url(//x.example#x)",
      "x:expression(f())",
      "background:url(javascript:f())",
      "{\"a\":\"<svg onload=f()>\"}",
      "<div><marquee onstart=f()>",
      "<details open ontoggle=f()>",
      "<!--><svg onload=f()>",
      "<xss id=x tabindex=1 onfocus=f()>",
      "<portal src=//x>",
      "<x:script xmlns:x='a'>f()</x:script>",
  };
  const std::vector<std::string_view> kNearMisses = {
      "<b>bold</b> and <i>italic</i>",
      "<p class=\"a\">Hello</p>",
      "<a href=\"https://example.org/\">x</a>",
      "<img src=\"/a.png\" width=5>",
      "<ul><li>one</li></ul>",
      "<table border=1><tr><td>x</td></tr></table>",
      "<br/>",
      "<video controls><source src=\"a.mp4\"></video>",
      "<hr>",
      "<h1>Title</h1>",
      "x<style",
      "a <svg",

      "The <script> and <style> elements",
      "what is a <iframe>",
      "class Foo<Object>",
      "map<frame,int>",
      "vector<embed> v",
      "Set<Link>",
      "n<object count",
      "if (x<base && y>0)",
      "a<meta",
      "b<form",
      "1<input",
      "Optional<svg>",
      "once=1",
      "only=(x)",
      "ones=2",
      "onto=1",
      "oncology=yes",
      "ontology=a",
      "online=yes&x=1",
      "on=1",
      "one=f(x)",
      "turn on= now",
      "\"quoted\" only=2",
      "'a' one=1",
      "height=5\" width=3",
      "5' x 3\"",
      "\"a\">b",
      "a\">b",
      "\"x\" > \"y\"",
      "'>",
      "\"/>",
      "javascript:",
      "javascript: an introduction",
      "javascript:void(0)",
      "javascript:history.back()",
      "javascript:;",
      "java script",
      "data:image/png;base64,AAAA",
      "data:text/plain,hello",
      "data:,hello",
      "data: 5",
      "style=color:red",
      "style=\"width:5px\"",
      "background:url(/a.png)",
      "src=/a.js",
      "href=/a",
      "action=save",
      "expression(x)",
      "expression: x",
      "binding:x",
      "behavior: smooth",
      "scroll-behavior:smooth",
      "a-->b",
      "<!-- x -->",
      "<!doctype html>",
      "<?php",
      "</b>",
      "</p></div>",
      "<3 you",
      "<- back",
      "< 5",
      "<>",
      "<=>",
      "<%",
      "<5%",
      "<a",
      "<b",
      "<p",
      "</a>",
      "<em bed",
      "adw-123",
      "my adw-x",
      "ad4-b",
      "\\x3e",
      "\\u003cp\\u003e",
      "\\u003cb",
      "%253Cb%253E",
      "onclick is an attribute",
      "the onload event",
      "onerror handler",
      "window.onload",
      "add onclick=",
      "<Tom@example.org>",
      "<https://example.org/>",
      "<tom>",
      "<name>",
      "<your name here>",
      "<email>",
      "x<y and onto=5",
      "mail <me on=monday>",
  };
};

CPPUNIT_TEST_SUITE_REGISTRATION(MarkupTest);

}  // namespace
}  // namespace errwatch
