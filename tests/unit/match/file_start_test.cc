#include "match/file_start.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class FileStartTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FileStartTest);
  CPPUNIT_TEST(EntitiesFromElsewhere);
  CPPUNIT_TEST(WhatFilesHave);
  CPPUNIT_TEST(NothingIsHiddenBehindWhatParsersPassOver);
  CPPUNIT_TEST(TypesOfDescriptions);
  CPPUNIT_TEST(Charsets);
  CPPUNIT_TEST(FilesInMultipart);
  CPPUNIT_TEST(OtherFilesPassBy);
  CPPUNIT_TEST_SUITE_END();

  static std::string Read(std::string_view body, BodyKind kind = BodyKind::kFile) {
    const std::string text = ReadBody({kind, {}}, body);
    for (const std::size_t piece : {1UL, 3UL}) CPPUNIT_ASSERT_EQUAL(text, ReadBody({kind, {}}, body, piece));
    return text;
  }
  static std::string Document(const std::string& subset) {
    return "<?xml version=\"1.0\"?>\n<!DOCTYPE a [" + subset + "]><a>&x;</a>";
  }

 public:
  void EntitiesFromElsewhere() {
    CPPUNIT_ASSERT_EQUAL(std::string("=<!ENTITY+x+SYSTEM+\"file:///etc/passwd\">"),
                         Read(Document("<!ENTITY x SYSTEM \"file:///etc/passwd\">")));
    CPPUNIT_ASSERT_EQUAL(std::string("=<!ENTITY+%25+x+SYSTEM+'http://a.example/x.dtd'>"),
                         Read(Document("\n <!ENTITY %\n\tx  SYSTEM 'http://a.example/x.dtd'> %x;")));
    for (const char* entity :
         {"<!ENTITY x SYSTEM '/etc/passwd'>", "<!ENTITY x SYSTEM '../../../../etc/passwd'>",
          "<!ENTITY x SYSTEM '\\\\192.0.2.1\\a'>", "<!ENTITY x PUBLIC 'a' 'file:///etc/passwd'>",
          "<!ENTITY x SYSTEM 'php://filter/read=convert.base64-encode/resource=index.php'>",
          "<!ENTITY % a \"<!ENTITY &#x25; b SYSTEM 'http://a.example/'>\">"})
      CPPUNIT_ASSERT_MESSAGE(entity, Read(Document(entity)).find("<!ENTITY+") == 1);
    CPPUNIT_ASSERT(!Read(Document("<!ENTITY " + std::string(600, 'x') + " SYSTEM 'file:///a'>")).empty());
  }

  // Of drawing programs, books, lists of settings and pages.
  void WhatFilesHave() {
    for (const std::string& document :
         {std::string("<!DOCTYPE html>\n<html>"),
          std::string("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
                      "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\"><svg/>"),
          std::string("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
                      "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\"><plist/>"),
          std::string("<!DOCTYPE cXML SYSTEM \"http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd\"><cXML/>"),
          Document("<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">"), Document("<!ENTITY nbsp \"&#160;\">"),
          Document("<!ENTITY chapter SYSTEM \"chapter.xml\"><!ENTITY % legal SYSTEM '../common/legal.ent'>"),
          Document("<!ENTITY % HTMLlat1 PUBLIC '-//W3C//ENTITIES Latin 1 for XHTML//EN' "
                   "'http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent'> %HTMLlat1;"),
          Document("<!ENTITY logo SYSTEM 'http://www.example.org/logo.gif' NDATA gif>"),
          Document("<!ATTLIST svg xmlns:a CDATA #FIXED 'http://a.example/'><!ELEMENT a (#PCDATA)>"),
          Document("<!-- <!ENTITY x SYSTEM 'file:///etc/passwd'> it's a comment -->"),
          std::string("<html><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///a'>]>"),
          std::string("text <!DOCTYPE a [<!ENTITY x SYSTEM 'file:///a'>]>")})
      CPPUNIT_ASSERT_EQUAL(std::string(), Read(document));
  }

  void NothingIsHiddenBehindWhatParsersPassOver() {
    const std::string entity = "<!ENTITY x SYSTEM 'file:///etc/passwd'>";
    for (const std::string& document :
         {"<!-- a -- b > [ --><?x > ?> \n<!DOCTYPE a [" + entity, "<!doctype a SYSTEM '>[' [" + entity,
          Document("<!-- ]> ' -->" + entity), Document("<!ENTITY y ']>'>" + entity),
          Document("<?x '?>" + entity), Document("<!ELEMENT a ANY> %y; " + entity)})
      CPPUNIT_ASSERT_EQUAL(std::string("=<!ENTITY+x+SYSTEM+'file:///etc/passwd'>"), Read(document));
  }

  void TypesOfDescriptions() {
    constexpr BodyKind kDescription = BodyKind::kDescription;
    CPPUNIT_ASSERT_EQUAL(
        std::string("=<!DOCTYPE+a+SYSTEM+\"http://a.example/x.dtd\">"),
        Read("<?xml version='1.0'?><!DOCTYPE a SYSTEM \"http://a.example/x.dtd\"><a/>", kDescription));
    CPPUNIT_ASSERT_EQUAL(std::string("=<!DOCTYPE+a+[<!ENTITY+x+\"1\">]"),
                         Read("<!DOCTYPE a [<!ENTITY x \"1\">]><a/>", kDescription));
    CPPUNIT_ASSERT_EQUAL(std::string(),
                         Read("<?xml version='1.0'?><propfind xmlns='DAV:'>'</propfind>", kDescription));
    CPPUNIT_ASSERT(Read("<!DOCTYPE " + std::string(90'000, 'x'), kDescription).size() < 3000);
  }

  void Charsets() {
    std::string wide = "\xFF\xFE";
    for (const char c : Document("<!ENTITY x SYSTEM 'file:///a'>")) wide += {c, '\0'};
    CPPUNIT_ASSERT_EQUAL(std::string("=<!ENTITY+x+SYSTEM+'file:///a'>"), Read(wide));
    const std::string part =
        "--AB\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.svg\"\r\n\r\n" + wide +
        "\r\n--AB--\r\n";
    CPPUNIT_ASSERT_EQUAL(std::string("f&filename=a.svg&=<!ENTITY+x+SYSTEM+'file:///a'>"),
                         ReadBody({BodyKind::kMultipart, "AB"}, part, 1));
  }

  void FilesInMultipart() {
    const auto part = [](const std::string& name, const std::string& content) {
      return "--AB\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"a.svg\"\r\n\r\n" +
             content + "\r\n";
    };
    const std::string body = part("f", "GIF89a<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///a'>]>") +
                             part("g", Document("<!ENTITY x SYSTEM 'file:///a'>")) +
                             part("h", std::string("\xAC\xED\0\5sr\0\x10org.example.Acts", 24)) +
                             "--AB--\r\n";
    const std::string kept =
        "f&filename=a.svg&g&filename=a.svg&=<!ENTITY+x+SYSTEM+'file:///a'>"
        "&h&filename=a.svg&=object:org.example.Acts+";
    for (const std::size_t piece : {1UL, 7UL, 1000UL})
      CPPUNIT_ASSERT_EQUAL(kept, ReadBody({BodyKind::kMultipart, "AB"}, body, piece));
  }

  void OtherFilesPassBy() {
    for (const std::string& file : {std::string("PK\3\4"), std::string(3, '\0')}) {
      TestMemory memory;
      BodyReader reader({BodyKind::kFile, {}}, 1024, 0, memory.memory());
      reader.Read(file);
      CPPUNIT_ASSERT(reader.passes_by() && memory.bytes() == 0);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileStartTest);

}  // namespace
}  // namespace errwatch
