#include "structure/program_script.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ProgramScriptTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramScriptTest);
  CPPUNIT_TEST(Finds);
  CPPUNIT_TEST(FindsNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  // In lower case, as detectors get them.
  void Finds() {
    for (const std::string_view text : {R"x(__import__('os'))x",
                                        R"x(x.__mro__)x",
                                        R"x(['__globals__'])x",
                                        R"x(x.__subclasses__())x",
                                        R"x(os.system('id'))x",
                                        R"x(os.popen(x))x",
                                        R"x(subprocess.run([1]))x",
                                        R"x(importlib.import_module(x))x",
                                        R"x(require('child_process'))x",
                                        R"x(require("fs").readfilesync("/etc/passwd"))x",
                                        R"x(import("fs")['x'])x",
                                        R"x(x=require('child_process');x.exec('id'))x",
                                        R"x(x.public_send(:eval, "1"))x",
                                        R"x(__send__(:`,"id"))x",
                                        R"x(object.const_get(:kernel))x",
                                        R"x(runtime.getruntime().exec("id"))x",
                                        R"x(t(java.lang.runtime).getruntime())x",
                                        R"x(class.forname("java.lang.runtime"))x",
                                        R"x(new processbuilder("id").start())x",
                                        R"x(global.process.mainmodule.require(x))x",
                                        R"x(process.mainmodule)x",
                                        R"x(x.spawn('id'))x",
                                        R"x(constructor.constructor(x))x",
                                        R"x(io.popen(x))x",
                                        R"x(kernel.exec(x))x",
                                        R"x(%x(id))x",
                                        R"x(qx{id})x",
                                        R"x(x.send(:system))x",
                                        R"x("id".execute())x",
                                        R"x(t(java.lang.runtime))x",
                                        R"x(@java.lang.runtime@x)x",
                                        R"x(@org.apache.x@y)x",
                                        R"x(new java.io.file(1))x",
                                        R"x(x.getruntime())x",
                                        R"x(x.class.forname(1))x",
                                        R"x(runtime.exec(1))x",
                                        R"x(#_memberaccess)x",
                                        R"x((#a=1))x",
                                        R"x(%{#context[1]})x",
                                        R"x(class.module.classloader)x",
                                        R"x(class[module][classloader])x",
                                        R"x(class.classloader.x)x",
                                        R"x(__proto__[x])x",
                                        R"x(x.__proto__.y)x",
                                        R"x([__proto__])x",
                                        R"x("__proto__":{)x",
                                        R"x(__proto__=1)x",
                                        R"x(constructor[prototype])x",
                                        R"x(constructor.prototype.x)x",
                                        R"x("constructor":{"prototype":)x",
                                        R"x($3:constructor:constructor)x",
                                        R"x(\u0070roto)x",
                                        R"x(new function(x))x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasServerScript(text));
  }

  void FindsNothing() {
    for (const std::string_view text : {R"x(what is __proto__)x",
                                        R"x(__init__.py)x",
                                        R"x(super().__init__())x",
                                        R"x(x.__name__)x",
                                        R"x(java.lang.nullpointerexception)x",
                                        R"x(java.util.list)x",
                                        R"x(org.apache.http)x",
                                        R"x(os.path)x",
                                        R"x(require('express'))x",
                                        R"x(const fs = require('fs'))x",
                                        R"x(const fs = require("fs");)x",
                                        R"x(const { exec } = require('child_process');)x",
                                        R"x(object.send(:name))x",
                                        R"x(runtime.getruntime().totalmemory())x",
                                        R"x(runtime.getruntime().exec how to wait?)x",
                                        R"x(class.forname("com.mysql.jdbc.driver"))x",
                                        R"x(class.forname(name).newinstance())x",
                                        R"x(p = new processbuilder("ls"))x",
                                        R"x(process.env.x)x",
                                        R"x(object.prototype.x)x",
                                        R"x(array.prototype.map)x",
                                        R"x(re.exec(x))x",
                                        R"x(class.name)x",
                                        R"x(class module)x",
                                        R"x(#1)x",
                                        R"x(#section)x",
                                        R"x((#5))x",
                                        R"x(a.send(x))x",
                                        R"x(100%x(5))x",
                                        R"x(__)x",
                                        R"x(constructor)x",
                                        R"x(the constructor pattern)x",
                                        R"x(\u2019)x",
                                        R"x(\u00e9)x",
                                        R"x(how do i use os.system() in python)x",
                                        R"x(run(x))x",
                                        R"x(execute())x",
                                        R"x(new function)x",
                                        R"x(at example.com)x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasServerScript(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramScriptTest);

}  // namespace
}  // namespace errwatch
