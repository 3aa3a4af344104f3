package dev.fovea.core.attribution;

/** The k-th smallest of many values without sorting them all (Hoare 1961, algorithm 65): a map is drawn at every explanation. */
final class OrderStatistic {

    private OrderStatistic() {}

    /**
     * The value that sorting would put at {@code k}. Reorders {@code values} so that it stands there, none before it is
     * larger and none after it smaller.
     *
     * @param values finite
     */
    static float select(float[] values, int k) {
        int left = 0;
        int right = values.length - 1;
        while (left < right) {
            float pivot = middle(values[left], values[(left + right) >>> 1], values[right]);
            int i = left;
            int j = right;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (k <= j) {
                right = j;
            } else if (k >= i) {
                left = i;
            } else {
                break;
            }
        }
        return values[k];
    }

    /** The smallest value at {@code from} or after it. */
    static float smallestFrom(float[] values, int from) {
        float smallest = values[from];
        for (int i = from + 1; i < values.length; i++) {
            smallest = Math.min(smallest, values[i]);
        }
        return smallest;
    }

    private static float middle(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
