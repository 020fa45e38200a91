// The button that leads back to the top is shown while a reader scrolls up.
addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("pst-back-to-top");
  let before = scrollY;
  button.addEventListener("click", () => scrollTo(0, 0));
  addEventListener("scroll", () => {
    button.style.display = scrollY > 0 && scrollY < before ? "block" : "none";
    before = scrollY;
  });
});
