#include "model/break_out.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class BreakOutTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BreakOutTest);
  CPPUNIT_TEST(OfALine);
  CPPUNIT_TEST(OfSeveralLinesTheBeginning);
  CPPUNIT_TEST(PathsOfSources);
  CPPUNIT_TEST(PiecesOfPages);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfALine() {
    for (const char* text :
         {"1' or 1=1", "x') union select 1", "admin'--", "; cat x", "$(id)", "{{7*7}}",
          "hats' union select 1", "a ../../b", "<img onerror=x>", "../../b and so on and so on",
          "see what stands in the file ../../b", "a/../../b c d e f g", "this is a test of jndi: in it"})
      CPPUNIT_ASSERT_MESSAGE(text, BreaksOut(text));
    for (const char* text : {"union select", "o'reilly or o'brien", "\"union select\"", "<script> tag", "",
                             "the handler takes ../../etc/passwd as a name", "- in a list"})
      CPPUNIT_ASSERT_MESSAGE(text, !BreaksOut(text));
  }

  void PathsOfSources() {
    for (const char* text : {"../../node_modules/x/a.js", "webpack:///../../src/a.ts:5:3", "../a.css"})
      CPPUNIT_ASSERT_MESSAGE(text, IsSourcePath(text));
    for (const char* text : {"../../etc/passwd", "../../a.php", "../../a.js%00", "a.js", "../../a.js;id"})
      CPPUNIT_ASSERT_MESSAGE(text, !IsSourcePath(text));
    CPPUNIT_ASSERT(!BreaksOut("url(../../img/x.png)") && BreaksOut("url(../../img/x.png) ../../etc"));
    CPPUNIT_ASSERT(BreaksOut(std::string_view("../../a.png\0", 12)) && BreaksOut("../../a.js%00"));
  }

  void PiecesOfPages() {
    for (const char* text : {"<p>it says 1' or 1=1</p>", "<!-- wp:code --><pre>x</pre><!-- /wp:code -->"})
      CPPUNIT_ASSERT_MESSAGE(text, IsMarkedUpText(text));
    for (const char* text : {"<p>x", "<img src=x>", "<p><img src=x onerror=a></p>", "x</p>"})
      CPPUNIT_ASSERT_MESSAGE(text, !IsMarkedUpText(text));
    CPPUNIT_ASSERT(!BreaksOutAtOnce("$(document).ready(f)") && BreaksOutAtOnce("$(id)"));
  }

  void OfSeveralLinesTheBeginning() {
    for (const char* text :
         {"1' or 1=1\nx", "  ; cat x\ny", "../../etc", "<!doctype a [<!entity b system \"x\">]>", "1 and 2\n",
          "10.0.0.1\r\nid", "`id`\nx", "`id`;x\n", "|id |\n", "| id\nx", "&id;\n"})
      CPPUNIT_ASSERT_MESSAGE(text, BreaksOutAtOnce(text));
    for (const char* text :
         {"it says 1' or 1=1\nx", "hello\n; cat x", "see ../../etc", "```\ncat\n```", "&nbsp;<b>x",
          "1. and 2\n", "2) or\n", "<!doctype html><p>", "<b onclick=x>\n", "`npm i` fails\n",
          "| a | b |\n|---|---|", "&uuml;ber\n", "&#8364;\n", "- in the list\n- not"})
      CPPUNIT_ASSERT_MESSAGE(text, !BreaksOutAtOnce(text));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BreakOutTest);

}  // namespace
}  // namespace errwatch
