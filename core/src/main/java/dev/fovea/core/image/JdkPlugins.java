package dev.fovea.core.image;

import java.util.Iterator;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.IIOServiceProvider;

/** The decoders and encoders that come with the JDK, whatever else is registered beside them. */
final class JdkPlugins {
    private JdkPlugins() {}

    static <T extends IIOServiceProvider> T find(Class<T> kind, String className) {
        Iterator<T> all = IIORegistry.getDefaultInstance().getServiceProviders(kind, false);
        while (all.hasNext()) {
            T provider = all.next();
            if (provider.getClass().getName().equals(className)) {
                return provider;
            }
        }
        throw new IllegalStateException("This Java has no " + className + " in its module java.desktop");
    }
}
