#include "structure/program_class.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ProgramClassTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramClassTest);
  CPPUNIT_TEST(Finds);
  CPPUNIT_TEST(FindsNothing);
  CPPUNIT_TEST(ClassesOfAStream);
  CPPUNIT_TEST_SUITE_END();

 public:
  // In lower case, as detectors get them.
  void Finds() {
    for (
        const std::string_view text :
        {R"x({"@type":"com.sun.rowset.jdbcrowsetimpl"})x", R"x(@type=com.sun.rowset.jdbcrowsetimpl)x",
         R"x(x[@type]=lcom.sun.rowset.jdbcrowsetimpl;)x", R"x({"@type":"java.lang.autocloseable"})x",
         R"x({"@class":"com.zaxxer.hikari.hikariconfig"})x",
         R"x({"$type":"system.windows.data.objectdataprovider, presentationframework"})x",
         R"x($type=system.diagnostics.process, system)x",
         R"x(system.windows.data.objectdataprovider, presentationframework, version=4.0.0.0)x",
         R"x(["com.sun.org.apache.x",{"a":1}])x",
         R"x(["org.springframework.context.support.classpathxmlapplicationcontext","http://a.example/x.xml"])x",
         R"x(<java.util.priorityqueue serialization="custom">)x",
         R"x(<object class="java.lang.processbuilder">)x",
         R"x(<root type="system.data.services.internal.expandedwrapper`2[[a]]"/>)x",
         R"x(<jdk.nashorn.internal.objects.nativestring/>)x",
         R"x(<sorted-set><dynamic-proxy><interface>x</interface><handler class="y"/></dynamic-proxy></sorted-set>)x",
         R"x(<objectdataprovider objecttype="{x:type d:process}" xmlns:d="clr-namespace:system.diagnostics"/>)x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasNamedClass(text));
  }

  void FindsNothing() {
    for (const std::string_view text :
         {R"x({"@type":"person"})x",
          R"x({"@type":"https://schema.org/thing"})x",
          R"x({"@type":"com.acme.shop.orderdto"})x",
          R"x(@class=com.acme.shop.orderdto)x",
          R"x({"$type":"myapp.models.order, myapp"})x",
          R"x({"$type":"app.bsky.feed.post"})x",
          R"x({"$type":"system.collections.generic.list, mscorlib"})x",
          R"x({"$type":"system.string, mscorlib"})x",
          R"x(["java.util.arraylist",[1,2]])x",
          R"x(["java.math.bigdecimal",5])x",
          R"x(["com.acme.a",{"x":1}])x",
          R"x(["a.b","c"])x",
          R"x({"@class":"java.util.linkedhashmap"})x",
          R"x(<bean class="org.springframework.jdbc.datasource.x"/>)x",
          R"x(<org.springframework.version>5</org.springframework.version>)x",
          R"x(<object class="person">)x",
          R"x(<a.b.c>)x",
          R"x(system.windows.data.objectdataprovider is a class)x",
          R"x(system.diagnostics.process how do i start one?)x",
          R"x(<objectdataprovider objecttype="{x:type sys:enum}" methodname="getvalues"/>)x",
          R"x(<dynamic-proxy>)x",
          R"x(@type)x",
          R"x($type=)x",
          R"x(@)x",
          R"x($class.name)x",
          R"x(@class com.sun.x.y)x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasNamedClass(text));
  }

  // Programs that talk to each other in objects: only what acts by itself is found.
  void ClassesOfAStream() {
    for (const std::string_view name : {"sun.reflect.annotation.annotationinvocationhandler",
                                        "com.sun.org.apache.xalan.internal.xsltc.trax.x",
                                        "org.apache.commons.collections4.functors.invokertransformer",
                                        "microsoft.visualstudio.text.formatting.textformattingrunproperties",
                                        "system.diagnostics.process"}) {
      CPPUNIT_ASSERT_MESSAGE(std::string(name), HasNamedClass("object:" + std::string(name) + " "));
      CPPUNIT_ASSERT_MESSAGE(std::string(name), !HasNamedClass(name));
    }
    for (const std::string_view name :
         {"java.util.hashmap", "com.acme.shop.order", "org.jboss.invocation.marshalledinvocation",
          "org.springframework.remoting.support.remoteinvocation", "hudson.remoting.userrequest",
          "system.data.dataset", "system.security.principal.windowsidentity",
          "system.runtime.remoting.messaging.logicalcallcontext"})
      CPPUNIT_ASSERT_MESSAGE(std::string(name), !HasNamedClass("object:" + std::string(name) + " "));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramClassTest);

}  // namespace
}  // namespace errwatch
