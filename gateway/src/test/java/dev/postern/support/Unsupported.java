package dev.postern.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// Makes partial stand-ins for large ports: what the test wrote is called, everything else throws.
public final class Unsupported {
  private Unsupported() {}

  /// Returns a `port` whose methods go to methods of `partial` with the same name and parameter
  /// types.
  public static <T> T except(Class<T> port, Object partial) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> call(partial, method, arguments)));
  }

  private static Object call(Object partial, Method method, Object[] arguments) throws Throwable {
    Method own;
    try {
      own = partial.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes());
    } catch (NoSuchMethodException _) {
      throw new UnsupportedOperationException(method.toString());
    }
    own.setAccessible(true);
    try {
      return own.invoke(partial, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
