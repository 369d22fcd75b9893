#include "structure/server_include.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/decoded_value.h"
#include "unit/everyday_values.h"

namespace errwatch {
namespace {

class ServerIncludeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ServerIncludeTest);
  CPPUNIT_TEST(AttacksAreFound);
  CPPUNIT_TEST(EverydayValuesAreNot);
  CPPUNIT_TEST(NearMissesAreNot);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AttacksAreFound() { CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasServerInclude, kAttacks, true)); }
  void EverydayValuesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasServerInclude, kEverydayValues, false));
  }
  void NearMissesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasServerInclude, kNearMisses, false));
  }

  void AllocatesNothing() {
    std::vector<DecodedValue> values;
    for (const auto* list : {&kAttacks, &kNearMisses})
      for (const std::string_view sent : *list) values.emplace_back(sent);
    std::size_t found = 0;
    const AllocationCounter counter;
    for (const DecodedValue& value : values) found += HasServerInclude(value.value());
    const std::size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
    CPPUNIT_ASSERT_EQUAL(kAttacks.size(), found);
  }

 private:
  // As they are sent in a query.
  const std::vector<std::string_view> kAttacks = {
      "<!--#exec cmd=\"id\"-->",
      "<!--#exec cmd='id' -->",
      "<!--%23include virtual=\"/x\"-->",
      "<!--#echo var=\"DATE_LOCAL\"",
      "<!-- #exec cmd=x -->",
      "<!--# exec cmd=x -->",
      "<!--#printenv -->",
      "<!--#config errmsg=\"x\"-->",
      "<!--#set var=\"a\" value=\"b\"-->",
      "<!--#fsize file=\"x\"-->",
      "<!--#flastmod virtual=x-->",
      "<!--#if expr=\"1\"-->",
      "<!--#else-->",
      "\"><!--#exec cmd=id-->",
      "\\x3c!--#exec cmd=id-->",
      "\\u003c!--#exec cmd=id-->",
      "x <!--#perl sub=\"f\"-->",
      "%3C%21--%23exec%20cmd=id",
      "<esi:include src=\"http://x\"/>",
      "<esi:vars>$(HTTP_COOKIE)</esi:vars>",
      "<esi:remove>",
      "<esi:debug/>",
      "<ESI:INLINE name=x>",
      "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
      "<!ENTITY %25 x \"y\">",
      "<!entity x 'y'>",
      "<! ENTITY x 'y'>",
      "<!DOCTYPE x [<!ENTITY y SYSTEM \"z\">]>",
      "<!DOCTYPE x [",
      "<!DOCTYPE x SYSTEM \"http://x.example/x.dtd\">",
      "<!DOCTYPE x SYSTEM 'file:///x'>",
      "<!DOCTYPE x PUBLIC \"-//W3C//DTD X\" \"http://x.example/x.dtd\">",
      "<!doctype x public 'a' 'b'>",
      "<?xml version=\"1.0\"?><!DOCTYPE a [ <!ELEMENT a ANY> ]>",
      "<xi:include href=\"file:///x\"/>",
      "<xinclude:include href='x'/>",
      "<xsl:include href='x'/>",
      "<xsl:value-of select=\"system-property('x')\"/>",
      "<xsl:stylesheet version='1.0'>",
      "<xs:import schemaLocation='http://x'/>",
      "<xsd:include schemaLocation='x'/>",
      "<msxsl:script language='c'>",
      "<?xml-stylesheet href=\"x.xsl\"?>",
      "<a xmlns:xi=\"http://www.w3.org/2001/XInclude\">",
  };
  const std::vector<std::string_view> kNearMisses = {
      "<!DOCTYPE html>",
      "<!doctype html public \"-//w3c//dtd html 4.01//en\" \"http://www.w3.org/TR/html4/strict.dtd\">",
      "<!DOCTYPE html SYSTEM \"about:legacy-compat\">",
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\">",
      "<!DOCTYPE x>",
      "doctype html [x]",
      "<!-- comment -->",
      "<!--#### part 1 ####-->",
      "<!--#region x-->",
      "<!--#endregion-->",
      "<!-- # title -->",
      "<!--#1-->",
      "<!---->",
      "<!--",
      "<!--#",
      "<!--#exec",
      "<!--#exec-->",
      "<!--# -->",
      "--#exec cmd=x",
      "#exec cmd=x",
      "<#exec cmd=x>",
      "<! exec cmd=x>",
      "<!--hello #x=1-->",
      "<!",
      "<!x>",
      "<!element>",
      "<!entity>",
      "<!entity x>",
      "<!ENTITY> 'x'",
      "entity \"x\"",
      "<!attlist>",
      "<![CDATA[x]]>",
      "<![if IE]>",
      "<!--[if IE]>",
      "<?xml version=\"1.0\"?>",
      "<?xml-stylesheet?>",
      "<?php",
      "xml-stylesheet href=x",
      "<xi>",
      "<xi:x a=b>",
      "<xi:include>",
      "the <xsl:include> element",
      "<xs:element name=\"x\">",
      "<xs:complexType>",
      "<xsd:element ref=\"a\"/>",
      "<soap:Envelope xmlns:soap=\"x\">",
      "<ns:include href=x>",
      "<a:b c=d>",
      "<svg:rect x=1>",
      "<dc:title>x</dc:title>",
      "xmlns:xi=\"x\"",
      "xinclude",
      "esi: x",
      "<esi>",
      "<esi x>",
      "<esis:x>",
      "esi:include src",
      "<x esi:include>",
      "a<!--b",
      "\\x3c!x",
      "\\u003cp",
      "\\x3c",
      "\\u003c",
      "\\x3csoap:x a=b",
      "x \\ y",
      "<",
      "<<",
      "<!<!",
      "<?",
      "a < b",
      "<b:c>",
      "public \"x\" \"y\"",
      "system \"x\"",
      "the doctype system",
  };
};

CPPUNIT_TEST_SUITE_REGISTRATION(ServerIncludeTest);

}  // namespace
}  // namespace errwatch
