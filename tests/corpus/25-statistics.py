import statistics as st

marks = [1, 2, 2, 3, 4, 2, 5, 1]
print(st.mean(marks), st.median(marks), st.mode(marks), st.multimode([1, 1, 2, 2]))
print(round(st.stdev(marks), 4), round(st.pstdev(marks), 4), st.variance([1, 2, 3]), st.quantiles(range(1, 12), n=4))
print(st.fmean([1.5, 2.5]), st.geometric_mean([1, 4]), st.harmonic_mean([40, 60]))
print(st.correlation([1, 2, 3], [2, 4, 6]), st.linear_regression([1, 2, 3], [3, 5, 7]))
st.mean([])
